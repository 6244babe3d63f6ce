import type { Secrets, Variables } from "./text-source.ts";

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
