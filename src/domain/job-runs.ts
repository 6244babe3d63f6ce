import type { EnvironmentRoles } from "./cloud.ts";
import type { EnvironmentRecord } from "./copilot-records.ts";
import type { Observed } from "./observed.ts";
import type { Template } from "./template.ts";

/** A job's task that is run once, with the image that a commit asks for, before anything is changed in its environment. */
export interface JobRun {
  readonly application: string;
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
  /** A job of the application that is deployed in the environment. */
  readonly job: string;
  /** Tells this run from all others of the job: at most 64 digits and letters. */
  readonly key: string;
  /** The job's stack as the commit asks for it: its containers' images, and the network that its tasks are in. */
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How a run stands. */
export type JobRunState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly since: Date; readonly detail: string }
  /** The task has stopped, and that is not remembered yet: ECS shows it for an hour. */
  | { readonly kind: "stopped"; readonly passed: boolean; readonly detail: string }
  | { readonly kind: "ended"; readonly passed: boolean; readonly detail: string };

/**
 * Runs of jobs' tasks. What ran is remembered where it ran: each run has a task definition of its own that is tagged with its key and, once
 * it has ended, with its end.
 */
export interface JobRuns {
  find(run: JobRun, signal?: AbortSignal): Promise<Observed<JobRunState>>;
  /** Starts it. Started twice for one key it is one task. */
  start(run: JobRun, signal?: AbortSignal): Promise<void>;
  /** Remembers how it ended; a task that still runs is stopped, with the detail as the reason. */
  close(
    run: JobRun,
    end: { readonly passed: boolean; readonly detail: string },
    signal?: AbortSignal,
  ): Promise<void>;
}
