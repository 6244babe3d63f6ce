import { healingBrake } from "../domain/healing.ts";
import { failureOf } from "../domain/failure.ts";
import { type EnvironmentPlan, isDeployed, type Step } from "../domain/plan.ts";
import type { NewRecord, RecordName } from "../domain/records.ts";
import type { Release } from "../domain/release.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Trail } from "../domain/trail.ts";
import { spentAfter } from "../promotion/approvals.ts";
import { trailOf } from "./choose-revisions.ts";
import type { Hands } from "./hands.ts";
import type { DesiredEnvironment, DesiredWorkload } from "../domain/desired.ts";
import type { Sight } from "./in-brief.ts";
import type { Subject } from "./subject.ts";

/**
 * Writes down before anything is changed which commit the steps of an environment are for: from then on a branch without that commit is
 * a rewritten one, wherever the process is cut off.
 */
export async function recordBeginning(
  hands: Hands,
  subject: Subject,
  seen: Sight,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<void> {
  const trail = trailOf(seen.records, plan.environment);
  const commit = plan.revision?.commit;
  if (commit === undefined || trail.applied?.commit === commit) return;
  const applied = { commit, at: hands.clock.now(), failed: false };
  await write(hands, subject, { kind: "trail", ...trail, applied }, signal);
}

/**
 * Writes down what a pass has seen and done, where it differs from what is written: where environments have come, which approvals are
 * used up, and a release for each commit that an environment has come to or failed at. In `look` nothing is written (design.md 1). What
 * cannot be written is told of and costs time, never safety.
 */
export async function recordPass(
  hands: Hands,
  subject: Subject,
  pass: {
    readonly seen: Sight;
    readonly trails: ReadonlyMap<string, Trail>;
    readonly outcomes: readonly StepOutcome[];
  },
  signal: AbortSignal,
): Promise<void> {
  const { seen } = pass;
  for (const plan of seen.plan.environments) {
    if (plan.mode === "look") continue;
    const { environment } = plan;
    const before = trailOf(seen.records, environment);
    const own = pass.outcomes.filter(({ step }) => step.environment === environment && !isOfEarlier(step));
    const after = withApplied(pass.trails.get(environment) ?? before, plan, own, hands.clock.now());
    if (after !== before) await write(hands, subject, { kind: "trail", ...after }, signal);
    const release = releaseOf(plan, seen, { before, after, outcomes: own, begunAt: seen.at });
    if (release !== undefined) await writeRelease(hands, subject, release, seen, signal);
    await recordSpent(hands, subject, seen, plan, signal);
    for (const name of obsolete(seen, plan, own.length > 0)) await forget(hands, subject, name, signal);
  }
}

/** Whether a step was begun for another commit than the one that is planned, and only followed here. */
function isOfEarlier(step: Step): boolean {
  return "resumed" in step && step.resumed === "for-an-earlier-commit";
}

/** The trail with the commit that steps were last carried out for, or that the environment was found at. */
function withApplied(
  trail: Trail,
  plan: EnvironmentPlan,
  outcomes: readonly StepOutcome[],
  now: Date,
): Trail {
  const commit = plan.revision?.commit;
  const begun = outcomes.filter(({ kind }) => kind !== "skipped");
  // A branch that was taken back to the last arrival is not found there: it is held, and stays held, until a person accepts it.
  const isAt = isDeployed(plan) && trail.arrivals.at(-1)?.commit === commit;
  if (commit === undefined || (begun.length === 0 && !isAt)) return trail;
  const failed = begun.some(({ kind }) => kind === "failed");
  if (trail.applied?.commit === commit && trail.applied.failed === failed) return trail;
  return { ...trail, applied: { commit, at: now, failed } };
}

function releaseOf(
  plan: EnvironmentPlan,
  seen: Sight,
  pass: {
    readonly before: Trail;
    readonly after: Trail;
    readonly outcomes: readonly StepOutcome[];
    readonly begunAt: Date;
  },
): Release | undefined {
  const { revision, environment } = plan;
  const wish = seen.wishes.get(environment);
  if (revision === undefined || wish === undefined || wish.kind === "held") return undefined;
  const { commit, branch } = revision;
  const has = (trail: Trail): boolean => trail.arrivals.some((arrival) => arrival.commit === commit);
  const arrived = has(pass.after) && !has(pass.before);
  const failed = pass.outcomes.some(({ kind }) => kind === "failed");
  if (!arrived && !failed) return undefined;
  const endedAt = pass.after.arrivals.find((arrival) => arrival.commit === commit)?.at ?? pass.begunAt;
  const wanted = wish.kind === "in-sync" ? wish.workloads : renderedIn(wish.desired);
  return {
    environment,
    commit,
    branch,
    startedAt: pass.begunAt,
    endedAt,
    outcome: arrived ? "deployed" : "failed",
    workloads: Object.fromEntries(
      wanted.map(({ workload, stack, images }) => [workload, { stack: stack.digest, images }]),
    ),
  };
}

function renderedIn({
  workloads,
}: DesiredEnvironment): readonly Extract<DesiredWorkload, { kind: "rendered" }>[] {
  return workloads.flatMap((workload) => (workload.kind === "rendered" ? [workload] : []));
}

/** A release that was deployed once stays what it was: a later failure at the same commit does not replace it. */
async function writeRelease(
  hands: Hands,
  subject: Subject,
  release: Release,
  seen: Sight,
  signal: AbortSignal,
): Promise<void> {
  const { application } = subject;
  const { environment, commit } = release;
  const keep: CommitSha[] = [
    ...trailOf(seen.records, environment).arrivals.map((arrival) => arrival.commit),
    ...seen.records.pins.filter((pin) => pin.environment === environment).map((pin) => pin.commit),
  ];
  await telling(hands, signal, async () => {
    if (release.outcome === "failed") {
      const known = await hands.records.readRelease({ application, environment, commit }, signal);
      if (known.kind !== "absent") return;
    }
    await hands.records.recordRelease(application, release, keep, signal);
  });
}

async function recordSpent(
  hands: Hands,
  subject: Subject,
  seen: Sight,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<void> {
  const { approvals, spent } = seen.records;
  const before = spent.find((item) => item.environment === plan.environment);
  const after = spentAfter(plan, approvals, before, laterCommits(seen, plan), seen.at);
  if (after === undefined || after === before) return;
  await write(hands, subject, { kind: "spent", ...after }, signal);
}

/** Commits of the environment before that came there after the one that is planned: they may have been approved and have their turn yet. */
function laterCommits(seen: Sight, { after, revision }: EnvironmentPlan): ReadonlySet<CommitSha> {
  if (after === undefined || revision === undefined) return new Set();
  const commits = trailOf(seen.records, after).arrivals.map(({ commit }) => commit);
  const index = commits.indexOf(revision.commit);
  return new Set(index < 0 ? [] : commits.slice(index + 1));
}

/** Records that have said what they had to say. Those of healings go with other work: a pass that has nothing to do writes nothing. */
function obsolete(seen: Sight, plan: EnvironmentPlan, hasWork: boolean): readonly RecordName[] {
  const { environment } = plan;
  const { acceptedHeads, approvals, healings } = seen.records;
  const applied = trailOf(seen.records, environment).applied?.commit;
  const now = seen.at;
  return [
    ...seen.redeployments.done.filter((name) => name.environment === environment),
    ...acceptedHeads
      .filter((head) => head.environment === environment && applied !== undefined && head.instead !== applied)
      .map((): RecordName => ({ kind: "accepted-head", environment })),
    ...healings
      .filter((one) => hasWork && one.environment === environment)
      .filter(({ healed }) => healed.every((at) => now.getTime() - at.getTime() >= healingBrake.within))
      .map(({ workload }): RecordName => ({
        kind: "healings",
        environment,
        ...(workload === undefined ? {} : { workload }),
      })),
    ...approvals
      .filter((approval) => approval.environment === environment && approval.until <= now)
      // For a day it is still known that there was one.
      .filter((approval) => now.getTime() - approval.until.getTime() > 86_400_000)
      .map(({ plan: name }): RecordName => ({ kind: "approval", environment, plan: name })),
  ];
}

function write(hands: Hands, subject: Subject, record: NewRecord, signal: AbortSignal): Promise<void> {
  return telling(hands, signal, () => hands.records.record(subject.application, record, signal));
}

function forget(hands: Hands, subject: Subject, name: RecordName, signal: AbortSignal): Promise<void> {
  return telling(hands, signal, () => hands.records.forget(subject.application, name, signal));
}

async function telling(hands: Hands, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    hands.log.error({ ...failureOf(error) }, "what this pass saw could not be recorded");
  }
}
