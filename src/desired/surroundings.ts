import type { ApplicationRecord, RegionalResources } from "../domain/copilot-records.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { Revision } from "../domain/revision.ts";
import type { DeployedEnvironment } from "../render/inputs.ts";

/** Everything about an environment that its own stack and its workloads' are made of. */
export interface Surroundings {
  readonly application: ApplicationRecord;
  readonly account: string;
  readonly region: string;
  readonly executionRoleArn: string;
  readonly regional: RegionalResources;
  readonly functions: FunctionCatalog;
  readonly revision: Revision;
}

/** What workloads' stacks are made of besides: the environment as it is deployed. */
export interface WorkloadSurroundings extends Surroundings {
  readonly environment: DeployedEnvironment;
}
