import type { ApplicationRecord } from "../domain/copilot-records.ts";
import { partitionOf } from "../domain/partition.ts";
import type { ApplicationInputs } from "../render/inputs.ts";

/** The application as renderings take it, in a region's partition. */
export function applicationInputs(application: ApplicationRecord, region: string): ApplicationInputs {
  const { name, domain, permissionsBoundary, account, tags } = application;
  return {
    name,
    ...(domain === "" ? {} : { domain }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    // Always the application's account, whoever runs Autoland: another one would re-point trust and delegation (copilot-model.md 8.2).
    accountRootArn: `arn:${partitionOf(region)}:iam::${account}:root`,
    tags,
  };
}
