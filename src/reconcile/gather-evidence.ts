import { failureOf } from "../domain/failure.ts";
import type { BuildKey } from "../domain/gates.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import type { PreStepState } from "../promotion/situation.ts";
import { digestOf } from "../template/digest.ts";
import { rulesOf } from "./choose-revisions.ts";
import type { Eyes } from "./eyes.ts";
import type { Evidence } from "./judge.ts";
import type { Sight } from "./in-brief.ts";
import { closeJobRun, jobRunOf, jobState, type PreStepRun } from "./job-pre-step.ts";
import { lastApplied } from "./rewritten-history.ts";
import type { Subject } from "./subject.ts";

/** Finds out what judging needs beyond the look, and only where a rule of the configuration asks for it. */
export async function gatherEvidence(
  eyes: Eyes,
  subject: Subject,
  seen: Sight,
  signal: AbortSignal,
): Promise<Evidence> {
  const states = await Promise.all(
    seen.plan.environments.map(async (plan) => {
      const state = await preStepState(eyes, subject, seen, plan, signal);
      return state === undefined ? [] : [[plan.environment, state] as const];
    }),
  );
  const authors = await Promise.all(
    seen.plan.environments.map(async (plan) => {
      const addresses = await authorsOf(eyes, subject, seen, plan, signal);
      return addresses === undefined ? [] : [[plan.environment, addresses] as const];
    }),
  );
  return {
    now: eyes.clock.now(),
    authors: new Map(authors.flat()),
    preSteps: new Map(states.flat()),
  };
}

/** Who wrote what an approval is about: the commits since the one that was applied last. Asked only where authors may not approve. */
async function authorsOf(
  { source }: Pick<Eyes, "source">,
  subject: Subject,
  seen: Sight,
  { environment, revision, steps, mode }: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (mode !== "approve" || steps.length === 0 || revision === undefined) return undefined;
  if (rulesOf(subject, environment).approvals.author === "allowed") return undefined;
  if (!seen.records.approvals.some((approval) => approval.environment === environment)) return undefined;
  const since = lastApplied(environment, seen);
  if (since === undefined) return undefined;
  try {
    return await source.authors(revision.commit, since, signal);
  } catch {
    signal.throwIfAborted();
    // What could not be asked is not known, and nobody's approval counts then.
    return undefined;
  }
}

/** The key of what runs before changes: the same for one set of stacks that is desired there, another one after a person's retry. */
function preStepKey(seen: Sight, { environment }: EnvironmentPlan): string | undefined {
  const wish = seen.wishes.get(environment);
  if (wish?.kind !== "desired") return undefined;
  const desired = wish.desired.workloads.flatMap((workload) =>
    workload.kind === "rendered" ? [`${workload.workload} ${workload.stack.digest}`] : [],
  );
  const retry = seen.records.retries.find(
    (each) => each.environment === environment && each.workload === undefined,
  );
  return digestOf({ desired, retry: retry?.at.toISOString() ?? "" }).slice(0, 40);
}

/** What runs before the changes of an environment, whatever part of them is still to be done. Undefined where nothing does. */
function preStepOf(subject: Subject, seen: Sight, plan: EnvironmentPlan): PreStepRun | undefined {
  const { environment } = plan;
  const { before } = rulesOf(subject, environment);
  const key = preStepKey(seen, plan);
  if (before === undefined || key === undefined) return undefined;
  switch (before.kind) {
    case "build": {
      const { project, region } = before;
      const build = { project, environment, key: `before/${key}` };
      return { kind: "build", build: { ...build, ...(region === undefined ? {} : { region }) } };
    }
    case "job":
      return jobRunOf(subject, seen, plan, before, key);
  }
}

function preStepState(
  eyes: Pick<Eyes, "builds" | "jobs" | "clock">,
  subject: Subject,
  seen: Sight,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<PreStepState | undefined> {
  const run = preStepOf(subject, seen, plan);
  if (run === undefined || plan.steps.length === 0 || plan.mode === "look") return Promise.resolve(undefined);
  switch (run.kind) {
    case "build":
      return buildState(eyes, run.build, signal);
    case "job":
      return jobState(eyes, run, signal);
    case "state":
      return Promise.resolve(run.state);
  }
}

async function buildState(
  { builds }: Pick<Eyes, "builds">,
  build: BuildKey,
  signal: AbortSignal,
): Promise<PreStepState> {
  const found = await builds?.find(build, signal);
  signal.throwIfAborted();
  if (found?.kind === "unreadable") return { kind: "unknown", failure: found.failure };
  if (found?.kind !== "present") return { kind: "running", detail: "nobody can be asked about builds" };
  const state = found.value;
  switch (state.kind) {
    case "none":
      return { kind: "to-start" };
    case "running":
      return { kind: "running", detail: state.detail };
    case "ended":
      return state.passed ? { kind: "passed" } : { kind: "failed", detail: state.detail };
  }
}

/**
 * Starts the pre-steps of an environment where nothing else keeps a step from being carried out, and remembers how a job's task ended. What
 * fails to start is tried with the next pass.
 */
export async function startPreSteps(
  eyes: Pick<Eyes, "builds" | "jobs" | "clock">,
  subject: Subject,
  seen: Sight,
  evidence: Evidence,
  isWaitedFor: (environment: string) => boolean,
  log: { error: (fields: object, text: string) => void },
  signal: AbortSignal,
): Promise<void> {
  for (const plan of seen.plan.environments) {
    const { environment, revision } = plan;
    const run = preStepOf(subject, seen, plan);
    const state = evidence.preSteps.get(environment);
    if (run === undefined || run.kind === "state" || revision === undefined || state === undefined) continue;
    try {
      if (state.kind === "to-start" && isWaitedFor(environment)) {
        if (run.kind === "job") await eyes.jobs?.start(run.run, signal);
        else await eyes.builds?.start({ ...run.build, commit: revision.commit }, signal);
      } else if (run.kind === "job") await closeJobRun(eyes, run, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.error({ environment, ...failureOf(error) }, "what runs before changes could not be started");
    }
  }
}
