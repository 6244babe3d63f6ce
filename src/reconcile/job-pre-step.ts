import type { BuildKey } from "../domain/gates.ts";
import type { JobRun, JobRunState } from "../domain/job-runs.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import type { PreStep } from "../domain/promotion.ts";
import type { PreStepState } from "../promotion/situation.ts";
import type { Eyes } from "./eyes.ts";
import type { Sight } from "./in-brief.ts";
import type { Subject } from "./subject.ts";

/** What is to run before the changes of an environment, or how that stands without anything being asked. */
export type PreStepRun =
  | { readonly kind: "build"; readonly build: BuildKey }
  | { readonly kind: "job"; readonly run: JobRun; readonly deadline: number }
  | { readonly kind: "state"; readonly state: PreStepState };

/** The run of a job's task for a commit: of a job that the commit has and that is deployed in the environment. */
export function jobRunOf(
  subject: Subject,
  seen: Sight,
  { environment }: EnvironmentPlan,
  { job, deadline }: Extract<PreStep, { kind: "job" }>,
  key: string,
): PreStepRun | undefined {
  const wish = seen.wishes.get(environment);
  const observed = seen.observed.environments.get(environment);
  if (wish?.kind !== "desired" || observed?.record.kind !== "present") return undefined;
  const wanted = wish.desired.workloads.find(({ workload }) => workload === job);
  if (wanted?.kind !== "rendered" || wanted.type !== "Scheduled Job") {
    const why =
      wanted === undefined
        ? "the commit has no such workload"
        : "it is not a scheduled job that can be rendered";
    return { kind: "state", state: { kind: "failed", detail: `${job} cannot be run: ${why}` } };
  }
  const stack = observed.workloads.get(job);
  if (stack?.kind !== "present" || stack.value.template.kind !== "read")
    return { kind: "state", state: { kind: "job-missing", job } };
  const { template, parameters } = wanted.stack;
  const roles = seen.roles.get(environment) ?? {};
  const run = {
    application: subject.application,
    record: observed.record.value,
    roles,
    job,
    key,
    template,
    parameters,
  };
  return { kind: "job", run, deadline };
}

/** How a job's run stands. A task that has run past its deadline has failed, whether or not it was stopped already. */
export async function jobState(
  { jobs, clock }: Pick<Eyes, "jobs" | "clock">,
  { run, deadline }: Extract<PreStepRun, { kind: "job" }>,
  signal: AbortSignal,
): Promise<PreStepState> {
  const found = await jobs?.find(run, signal);
  signal.throwIfAborted();
  if (found?.kind === "unreadable") return { kind: "unknown", failure: found.failure };
  if (found?.kind !== "present")
    return { kind: "running", detail: "nobody can be asked about tasks of jobs" };
  const state = found.value;
  switch (state.kind) {
    case "none":
      return { kind: "to-start" };
    case "running": {
      const late = overdue(state, deadline, clock.now());
      return late === undefined
        ? { kind: "running", detail: state.detail }
        : { kind: "failed", detail: late };
    }
    case "stopped":
    case "ended":
      return state.passed ? { kind: "passed" } : { kind: "failed", detail: state.detail };
  }
}

/** Remembers how a job's task ended, and stops one that is past its deadline. */
export async function closeJobRun(
  { jobs, clock }: Pick<Eyes, "jobs" | "clock">,
  { run, deadline }: Extract<PreStepRun, { kind: "job" }>,
  signal: AbortSignal,
): Promise<void> {
  const found = await jobs?.find(run, signal);
  if (found?.kind !== "present") return;
  const state = found.value;
  if (state.kind === "stopped") {
    const { passed, detail } = state;
    await jobs?.close(run, { passed, detail }, signal);
  }
  const late = state.kind === "running" ? overdue(state, deadline, clock.now()) : undefined;
  if (late !== undefined) await jobs?.close(run, { passed: false, detail: late }, signal);
}

function overdue(
  { since, detail }: Extract<JobRunState, { kind: "running" }>,
  deadline: number,
  now: Date,
): string | undefined {
  if (now.getTime() - since.getTime() <= deadline) return undefined;
  return `${detail} and has not ended within ${Math.round(deadline / 60_000)} minutes`;
}
