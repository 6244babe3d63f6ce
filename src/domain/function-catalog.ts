import type { WorkloadType } from "./copilot-records.ts";

/** The code of a custom-resource function, under the key that it gets in every artifact bucket. */
export interface FunctionCode {
  /** `manual/scripts/custom-resources/<name>/<sha256>.zip`, as Copilot lays it out (copilot-model.md 3.1). */
  readonly key: string;
  readonly zip: Uint8Array;
}

/** The custom-resource functions that deployed templates point at. */
export interface FunctionCatalog {
  /** Lambda runtime that they are deployed with. */
  readonly runtime: string;
  /** By Copilot's name of the function (`EnvControllerFunction`); one name may stand for different code in different types. */
  readonly code: (kind: WorkloadType | "Environment") => ReadonlyMap<string, FunctionCode>;
}
