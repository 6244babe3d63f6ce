import type { Secrets, Variables } from "./text-source.ts";
import { textMap } from "../shape/collection-shapes.ts";
import { record } from "../shape/record-shape.ts";
import { boolean, integer, text } from "../shape/scalar-shapes.ts";
import { envFile } from "./env-file.ts";
import { secrets, variables } from "./text-source.ts";

/** Where logs go. Anything but `retention` switches the FireLens log router on. */
export interface Logging {
  /** Days in CloudWatch Logs. */
  readonly retention?: number;
  /** The log router's image. */
  readonly image?: string;
  /** Options of the log driver. */
  readonly destination?: Readonly<Record<string, string>>;
  readonly enableMetadata?: boolean;
  /** Secret options of the log driver. */
  readonly secretOptions?: Secrets;
  readonly configFilePath?: string;
  readonly variables?: Variables;
  readonly secrets?: Secrets;
  readonly env_file?: string;
}

/** `logging` of a workload on ECS. */
export const logging = record<Logging>({
  retention: integer,
  image: text,
  destination: textMap(text),
  enableMetadata: boolean,
  secretOptions: secrets,
  configFilePath: text,
  variables,
  secrets,
  env_file: envFile,
});

/** Whether the FireLens log router runs: anything but `retention` switches it on. */
export function hasLogRouter(value: Logging | undefined): boolean {
  return Object.keys(value ?? {}).some((name) => name !== "retention");
}
