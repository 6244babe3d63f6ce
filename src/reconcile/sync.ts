import { defaultFailurePolicy } from "../domain/failure-policy.ts";
import type { EnvironmentPlan, Step } from "../domain/plan.ts";
import type { Report, StepOutcome } from "../domain/report.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import { allEnded } from "./all-ended.ts";
import { applyEnvironment, waitsForItsEnvironment } from "./apply-environment.ts";
import type { Decision } from "../promotion/decide.ts";
import { askGates } from "./ask-gates.ts";
import { assessHealth } from "./assess-health.ts";
import { environmentAddress } from "./environment-address.ts";
import type { Eyes } from "./eyes.ts";
import { gatherEvidence, startPreSteps } from "./gather-evidence.ts";
import { desiredStacks, followRunning } from "./follow-running.ts";
import type { Hands, StepContext } from "./hands.ts";
import { type Judgement, judge, walkTrails } from "./judge.ts";
import { startImageBuilds } from "./image-builds.ts";
import { sweepLeftovers } from "./leftovers.ts";
import { inBrief, type Sight } from "./in-brief.ts";
import { look } from "./look.ts";
import { overtaking } from "./overtaking.ts";
import { policyOn } from "./policy-on.ts";
import { recordBeginning, recordPass } from "./record-pass.ts";
import { rememberFailures } from "./remember-failures.ts";
import type { Subject } from "./subject.ts";

/**
 * One pass over one application, and once more where an environment itself has changed: its workloads are rendered against the
 * environment as it is deployed, so what was planned for them before is out of date.
 */
export async function sync(eyes: Eyes, hands: Hands, subject: Subject, signal: AbortSignal): Promise<Report> {
  const first = await pass(eyes, hands, subject, signal);
  if (!first.outcomes.some(waitsForItsEnvironment)) return first;
  const second = await pass(eyes, hands, subject, signal);
  const kept = first.outcomes.filter((outcome) => outcome.kind !== "skipped");
  return { ...second, outcomes: [...kept, ...second.outcomes] };
}

async function pass(eyes: Eyes, hands: Hands, subject: Subject, signal: AbortSignal): Promise<Report> {
  const begun = await beginSync(eyes, hands, subject, signal);
  return begun.report;
}

/** A pass that has looked and has begun what it may change. */
export interface BegunSync {
  /** What came of it, once everything that was begun has ended. */
  readonly report: Promise<Report>;
  /** Whether no newer pass over the application has begun. */
  readonly isNewest: () => boolean;
}

/**
 * One pass, and the whole product in five lines: look and plan, see what runs, apply what may be applied, see what runs now, and say
 * what came of it. Environments are applied side by side. One that comes after another takes a commit that has passed that one, so
 * never in the pass that brought it there. It answers when the look is over and the changes have begun, for a loop must not wait an hour for one stack before it looks at the others again. A newer
 * pass may begin meanwhile; an older one then begins nothing more.
 */
export async function beginSync(
  eyes: Eyes,
  hands: Hands,
  subject: Subject,
  signal: AbortSignal,
): Promise<BegunSync> {
  const isNewest = hands.operations.begin();
  const seen = await see(eyes, hands, subject, signal);
  const before = await assessHealth(eyes.cloud, seen, [], signal, hands.health);
  signal.throwIfAborted();
  const { application } = subject;
  const { plan } = seen;
  const evidence = await gatherEvidence(eyes, subject, seen, signal);
  const judgement = judge(subject, seen, before, evidence);
  const { reasons } = judgement;
  const addresses = addressesIn(seen);
  hands.tell({
    kind: "looked",
    application,
    at: hands.clock.now(),
    plan,
    health: before,
    reasons,
    addresses,
  });
  const finish = async (): Promise<Report> => {
    const outcomes = await applyPlan(hands, { eyes, subject, seen, judgement, isNewest }, signal);
    const health = outcomes.some(isApplied)
      ? await assessHealth(eyes.cloud, seen, outcomes, signal, hands.health)
      : before;
    const waits = (environment: string): boolean =>
      (judgement.decisions.get(environment) ?? []).some(
        ({ obstacles: [only, ...others] }) => only?.reason === "PreStepRunning" && others.length === 0,
      );
    await startPreSteps(eyes, subject, seen, evidence, waits, hands.log, signal);
    await startImageBuilds(eyes, subject, seen, hands.log, signal);
    const walked = walkTrails(subject, seen, { health, outcomes, now: hands.clock.now() });
    const trails = await askGates(eyes, hands, subject, seen, walked, signal);
    await recordPass(hands, subject, { seen, trails, outcomes }, signal);
    return { plan, outcomes, reasons, health };
  };
  return { report: finish(), isNewest };
}

function addressesIn({ observed }: Sight): ReadonlyMap<string, string> {
  return new Map(
    [...observed.environments].flatMap(([name, environment]) => {
      const address = environmentAddress(environment);
      return address === undefined ? [] : [[name, address] as const];
    }),
  );
}

/** Looks, shows it to whoever else wants to see, and keeps what the rest of the pass needs. */
async function see(eyes: Eyes, hands: Hands, subject: Subject, signal: AbortSignal): Promise<Sight> {
  const seen = await look(eyes, subject, signal);
  // An adapter that is told to stop may answer that it could not look; nothing may follow from that.
  signal.throwIfAborted();
  hands.saw?.(seen);
  return inBrief(seen);
}

/** Whether something was changed, so that another pass may find more to do. */
function isApplied(outcome: StepOutcome): boolean {
  return outcome.kind === "applied";
}

/** Whether a stack has come to rest: what waited for it, such as the next commit, may begin. */
export function cameToRest(outcome: StepOutcome): boolean {
  return isApplied(outcome) || (outcome.kind === "failed" && outcome.wentBack === true);
}

/** What a pass has found, for applying it. */
interface Pass {
  readonly eyes: Pick<Eyes, "source" | "warrants">;
  readonly subject: Subject;
  readonly seen: Sight;
  readonly judgement: Judgement;
  readonly isNewest: () => boolean;
}

async function applyPlan(hands: Hands, pass: Pass, signal: AbortSignal): Promise<readonly StepOutcome[]> {
  const outcomes = await allEnded(
    pass.seen.plan.environments.map(async (plan) => {
      const decisions = pass.judgement.decisions.get(plan.environment) ?? [];
      const allowed = decisions.filter(({ obstacles }) => obstacles.length === 0).map(({ step }) => step);
      const carryOut = async (): Promise<readonly StepOutcome[]> => {
        await tidyUp(hands, pass, plan, allowed, signal);
        return applyAllowed(hands, pass, { ...plan, steps: allowed }, signal);
      };
      const outcomes = await allEnded([followBegun(hands, pass, plan, signal), carryOut()]);
      return [...outcomes.flat(), ...decisions.flatMap(skipped)];
    }),
  );
  return outcomes.flat();
}

/** What a pass does besides its steps where it may change something: what earlier runs left is swept, what failed is remembered. */
async function tidyUp(
  hands: Hands,
  { subject, seen, isNewest }: Pass,
  { environment, mode }: EnvironmentPlan,
  changing: readonly Step[],
  signal: AbortSignal,
): Promise<void> {
  const observed = seen.observed.environments.get(environment);
  if (mode === "look" || observed?.record.kind !== "present" || !isNewest()) return;
  const { application } = subject;
  await rememberFailures(hands, application, observed, seen.records, signal);
  const roles = subject.environments.find((item) => item.environment === environment)?.roles ?? {};
  const context = { application, record: observed.record.value, roles };
  await sweepLeftovers(hands, context, seen.records, { environment, changing }, signal);
}

/** The outcome of a step that may not be carried out now: the first of what stands in its way. */
function skipped({ step, obstacles: [first] }: Decision): readonly StepOutcome[] {
  if (first === undefined) return [];
  return [{ kind: "skipped", step, reason: first.reason, because: first.because }];
}

async function applyAllowed(
  hands: Hands,
  pass: Pass,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const context = contextOf(hands, pass, plan);
  if (plan.steps.length === 0 || context === undefined) return [];
  await recordBeginning(hands, pass.subject, pass.seen, plan, signal);
  return applyEnvironment(hands, context, plan, signal);
}

/** What steps of an environment need to know of it; undefined where Copilot's record of it could not be read. */
function contextOf(
  hands: Hands,
  { eyes, subject, seen, isNewest }: Pass,
  plan: EnvironmentPlan,
): StepContext | undefined {
  const record = seen.observed.environments.get(plan.environment)?.record;
  if (record?.kind !== "present") return undefined;
  const { retries } = seen.records;
  const rule = subject.environments.find((item) => item.environment === plan.environment);
  return {
    application: subject.application,
    record: record.value,
    roles: rule?.roles ?? {},
    failing: rule?.failing ?? defaultFailurePolicy,
    isOvertaken: overtaking(eyes, subject, plan, seen.records, hands.clock),
    isContinued: false,
    isNewest,
    openChangeSets: seen.records.openChangeSets,
    failedUpdates: seen.records.failedUpdates,
    healings: seen.records.healings,
    policyOn: policyOn(seen),
    retriedAt: (target: Target): string =>
      retries.find((retry) => isSameTarget(retry, target))?.at.toISOString() ?? "",
  };
}

/** Changes that an earlier process began are followed, wherever something may be changed: how they end is what they were begun for. */
async function followBegun(
  hands: Hands,
  pass: Pass,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const { environment, mode } = plan;
  const observed = pass.seen.observed.environments.get(environment);
  const context = contextOf(hands, pass, plan);
  if (mode === "look" || observed === undefined || context === undefined || !pass.isNewest()) return [];
  const desired = desiredStacks(pass.seen.wishes.get(environment));
  const { components } = pass.seen.observed;
  const types = new Map(
    components.kind === "present" ? [...components.value].map(([name, { type }]) => [name, type]) : [],
  );
  return followRunning(hands, context, { observed, desired, types }, signal);
}
