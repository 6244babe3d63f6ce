import { defaultFailurePolicy } from "../domain/failure-policy.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import type { Report, StepOutcome, WorkloadHealth } from "../domain/report.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import { allEnded } from "./all-ended.ts";
import { applyEnvironment, environmentChanged } from "./apply-environment.ts";
import { assessHealth } from "./assess-health.ts";
import type { Eyes } from "./eyes.ts";
import type { Hands } from "./hands.ts";
import { type Look, look } from "./look.ts";
import { type Obstacle, obstacleTo } from "./obstacle-to.ts";
import { overtaking } from "./overtaking.ts";
import type { Subject } from "./subject.ts";

/**
 * One pass over one application, and once more where an environment itself has changed: its workloads are rendered against the
 * environment as it is deployed, so what was planned for them before is out of date.
 */
export async function sync(eyes: Eyes, hands: Hands, subject: Subject, signal: AbortSignal): Promise<Report> {
  const first = await pass(eyes, hands, subject, signal);
  if (!first.outcomes.some(isPlannedAgain)) return first;
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
 * what came of it. Environments are applied side by side. One that waits for another is applied only when that one was found at the
 * same commit and well, so never in the pass that brought it there: by then the branch may have moved. It answers when the look is
 * over and the changes have begun, for a loop must not wait an hour for one stack before it looks at the others again. A newer
 * pass may begin meanwhile; an older one then begins nothing more.
 */
export async function beginSync(
  eyes: Eyes,
  hands: Hands,
  subject: Subject,
  signal: AbortSignal,
): Promise<BegunSync> {
  const isNewest = hands.operations.begin();
  const seen = await look(eyes, subject, signal);
  const before = await assessHealth(eyes.cloud, seen, [], signal);
  // An adapter that is told to stop may answer that it could not look; nothing may follow from that.
  signal.throwIfAborted();
  const { application } = subject;
  hands.tell({ kind: "looked", application, at: hands.clock.now(), plan: seen.plan, health: before });
  const finish = async (): Promise<Report> => {
    const outcomes = await applyPlan(
      hands,
      { source: eyes.source, subject, seen, health: before, isNewest },
      signal,
    );
    const health = outcomes.some(isApplied) ? await assessHealth(eyes.cloud, seen, outcomes, signal) : before;
    return { plan: seen.plan, outcomes, health };
  };
  return { report: finish(), isNewest };
}

/** Whether something was changed, so that another pass may find more to do. */
function isApplied(outcome: StepOutcome): boolean {
  return outcome.kind === "applied";
}

/** Whether a stack has come to rest: what waited for it, such as the next commit, may begin. */
export function cameToRest(outcome: StepOutcome): boolean {
  return isApplied(outcome) || (outcome.kind === "failed" && outcome.wentBack === true);
}

function isPlannedAgain(outcome: StepOutcome): boolean {
  return outcome.kind === "skipped" && outcome.reason === environmentChanged;
}

/** What a pass has found, for applying it. */
interface Pass {
  readonly source: Eyes["source"];
  readonly subject: Subject;
  readonly seen: Look;
  readonly health: readonly WorkloadHealth[];
  readonly isNewest: () => boolean;
}

async function applyPlan(hands: Hands, pass: Pass, signal: AbortSignal): Promise<readonly StepOutcome[]> {
  const { seen, health } = pass;
  const outcomes = await allEnded(
    seen.plan.environments.map(async (environment) => {
      const obstacle = obstacleTo(environment, seen.plan, health);
      if (obstacle !== undefined) return skipAll(environment, obstacle);
      return applyAllowed(hands, pass, environment, signal);
    }),
  );
  return outcomes.flat();
}

function skipAll(plan: EnvironmentPlan, obstacle: Obstacle): readonly StepOutcome[] {
  return plan.steps.map((step) => ({ kind: "skipped", step, ...obstacle }));
}

async function applyAllowed(
  hands: Hands,
  { source, subject, seen, isNewest }: Pass,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const record = seen.observed.environments.get(plan.environment)?.record;
  if (plan.steps.length === 0 || record?.kind !== "present") return [];
  const { retries } = seen.records;
  const rule = subject.environments.find((item) => item.environment === plan.environment);
  const context = {
    application: subject.application,
    record: record.value,
    roles: rule?.roles ?? {},
    failing: rule?.failing ?? defaultFailurePolicy,
    isOvertaken: overtaking(source, subject, plan, seen.records, hands.clock),
    isContinued: false,
    isNewest,
    retriedAt: (target: Target): string =>
      retries.find((retry) => isSameTarget(retry, target))?.at.toISOString() ?? "",
  };
  return applyEnvironment(hands, context, plan, signal);
}
