import type {
  ApplicationRecord,
  ComponentRecord,
  EnvironmentRecord,
  RegionalResources,
} from "./copilot-records.ts";
import type { Observed } from "./observed.ts";
import type { ObservedStack } from "./stack.ts";
import type { StackStatus } from "./stack-status.ts";

/** What AWS says of one application at one instant: an answer for everything that was asked about. */
export interface ObservedApplication {
  readonly application: string;
  readonly record: Observed<ApplicationRecord>;
  /** By workload name. One answer for the whole listing: a page that could not be read makes all of it unreadable. */
  readonly components: Observed<ReadonlyMap<string, ComponentRecord>>;
  /** Names of all environments that Parameter Store lists, those of the configuration and others. */
  readonly registeredEnvironments: Observed<readonly string[]>;
  /** By environment name; an entry for each environment of the configuration. */
  readonly environments: ReadonlyMap<string, ObservedEnvironment>;
}

/** One environment's record, stack, and the stacks of its workloads. */
export interface ObservedEnvironment {
  readonly environment: string;
  readonly record: Observed<EnvironmentRecord>;
  /** Bucket, key and repositories of the environment's region, in the application's account. */
  readonly regional: Observed<RegionalResources>;
  readonly stack: Observed<ObservedStack>;
  /** Status of a stack of its name in the application's own account and region, where it has no record that says where to look. */
  readonly unrecordedStack?: StackStatus;
  /** By workload name; an entry for each workload that Git, Parameter Store or a tag names. A missing entry is a bug, not an absence. */
  readonly workloads: ReadonlyMap<string, Observed<ObservedStack>>;
  /** What could not be looked at because a role does not allow it, while everything else is as it says. Absent: nothing. */
  readonly featuresOff?: readonly FeatureOff[];
}

/** Something that Autoland does only with a permission that a role lacks. */
export interface FeatureOff {
  /** PascalCase and stable; docs/permissions.md has a line for each. */
  readonly feature: "StackListing" | "StacksByTag";
  /** What is not done, and AWS's own words. */
  readonly message: string;
  readonly remedy?: string;
}
