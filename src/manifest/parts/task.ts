import type { Json } from "../../domain/template.ts";
import type { Count } from "./count.ts";
import type { ImageOverride } from "./image.ts";
import type { Logging } from "./logging.ts";
import type { Network } from "./network.ts";
import type { Publish } from "./publish.ts";
import type { Sidecars } from "./sidecar.ts";
import type { Storage } from "./storage.ts";
import type { Secrets, Variables } from "./text-source.ts";

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
