import type { Json } from "../../domain/template.ts";
import type { Count } from "./count.ts";
import type { ImageOverride } from "./image.ts";
import type { Logging } from "./logging.ts";
import type { Network } from "./network.ts";
import type { Publish } from "./publish.ts";
import type { Sidecars } from "./sidecar.ts";
import type { Storage } from "./storage.ts";
import type { Secrets, Variables } from "./text-source.ts";
import { listOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import { templateJson } from "../shape/json-shapes.ts";
import { record } from "../shape/record-shape.ts";
import type { Fields } from "../shape/record-shape.ts";
import { boolean, integer, text } from "../shape/scalar-shapes.ts";
import type { Shape } from "../shape/shape.ts";
import { count } from "./count.ts";
import { envFile } from "./env-file.ts";
import { imageOverrideFields } from "./image.ts";
import { logging } from "./logging.ts";
import { network } from "./network.ts";
import { platform } from "./platform.ts";
import { publish } from "./publish.ts";
import { sidecars } from "./sidecar.ts";
import { storage } from "./storage.ts";
import { checkedVariables, secrets } from "./text-source.ts";

/** What every workload on ECS has. */
export interface Task extends ImageOverride {
  /** CPU units; 256 unless the manifest says otherwise. */
  readonly cpu: number;
  /** MiB; 512 unless the manifest says otherwise. */
  readonly memory: number;
  /** `linux/arm64`, or a map. */
  readonly platform?: string | Platform;
  /** One task unless the manifest says otherwise. */
  readonly count: Count;
  /** A map switches ECS Exec on whatever it holds, even `{enable: false}` (copilot-model.md 5.5). */
  readonly exec?: boolean | { readonly enable?: boolean };
  readonly variables?: Variables;
  readonly env_file?: string;
  readonly secrets?: Secrets;
  readonly storage?: Storage;
  readonly logging?: Logging;
  readonly sidecars?: Sidecars;
  readonly network: Network;
  readonly publish?: Publish;
  readonly taskdef_overrides?: readonly TaskDefinitionOverride[];
}

/** An operating system family and a CPU architecture, in any case. A valid manifest has both. */
export interface Platform {
  readonly osfamily?: string;
  readonly architecture?: string;
}

/** A value to put at a path of the task definition's properties (`ContainerDefinitions[0].Ulimits[-].Name`). */
export interface TaskDefinitionOverride {
  readonly path: string;
  /** CloudFormation tags (`!Ref`) are in long form. */
  readonly value: Json;
}

const exec: Shape<boolean | { readonly enable?: boolean }> = eitherForm<
  boolean,
  { readonly enable?: boolean }
>({
  plain: boolean,
  map: record<{ readonly enable?: boolean }>({ enable: boolean }),
  wanted: "true, false or a map (enable)",
  faultsInMap: "drop",
  // Copilot keeps both forms, and a map of either side switches Exec on (copilot-model.md 5.5).
  mixed: (base, over) => (typeof over === "object" ? over : base),
});

const forbiddenOverrides = [/^Family$/, /^ContainerDefinitions\[\d+\].Name$/];

/** The fields of every workload on ECS. */
export const taskFields: Fields<Task> = {
  cpu: integer,
  memory: integer,
  platform,
  count,
  exec,
  variables: checkedVariables,
  env_file: envFile,
  secrets,
  storage,
  logging,
  sidecars,
  network,
  publish,
  taskdef_overrides: listOf(
    record<TaskDefinitionOverride>(
      { path: text, value: templateJson },
      {
        check: ({ path }, at, report) => {
          if (!forbiddenOverrides.some((forbidden) => forbidden.test(path))) return;
          const message = `${path} cannot be overridden: Copilot and its commands find the task by it.`;
          report({ code: "forbidden-override", at: field(at, "path"), message });
        },
      },
    ),
  ),
  ...imageOverrideFields,
};
