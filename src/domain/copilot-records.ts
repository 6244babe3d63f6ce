import type { TextMap } from "./stack.ts";

/** Copilot's record of an application, `/copilot/applications/<app>` (copilot-model.md 1.1). */
export interface ApplicationRecord {
  readonly name: string;
  readonly account: string;
  /** The root domain; the empty string when the application has none. */
  readonly domain: string;
  readonly domainHostedZoneId: string;
  /** Name (not ARN) of the IAM managed policy that every role must carry as its boundary. */
  readonly permissionsBoundary?: string;
  /** Tags for every resource of the application. */
  readonly tags: TextMap;
}

/** Copilot's record of an environment, `/copilot/applications/<app>/environments/<env>`. */
export interface EnvironmentRecord {
  readonly application: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly managerRoleArn: string;
  readonly executionRoleArn: string;
}

/** Copilot's record of a service or job, `/copilot/applications/<app>/components/<name>`. */
export interface ComponentRecord {
  readonly application: string;
  readonly name: string;
  readonly type: WorkloadType;
  /** When the record was last written; absent of one that is not written yet. */
  readonly registeredAt?: Date;
}

/** The six workload types, spelled as in manifests and in Parameter Store. */
export const workloadTypes = [
  "Load Balanced Web Service",
  "Request-Driven Web Service",
  "Backend Service",
  "Worker Service",
  "Static Site",
  "Scheduled Job",
] as const;

/** One of the six workload types. */
export type WorkloadType = (typeof workloadTypes)[number];

/** What the application's StackSet made in one region (copilot-model.md 2.5). */
export interface RegionalResources {
  readonly region: string;
  readonly artifactBucket: string;
  readonly artifactKeyArn: string;
  /** ECR repository ARNs by workload name. */
  readonly repositories: TextMap;
}
