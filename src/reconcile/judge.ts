import { isDeployed, pendingHolds, type EnvironmentPlan } from "../domain/plan.ts";
import type { Reason, StepOutcome, WorkloadHealth } from "../domain/report.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Trail } from "../domain/trail.ts";
import { type Decision, decide } from "../promotion/decide.ts";
import { explain } from "../promotion/explain.ts";
import { passing } from "../promotion/passing.ts";
import type { Forerunner, PreStepState } from "../promotion/situation.ts";
import { arrivalOf, walked } from "../promotion/walk-trail.ts";
import { rulesOf, trailOf } from "./choose-revisions.ts";
import type { Sight } from "./in-brief.ts";
import type { Subject } from "./subject.ts";

/** What may be done now in each environment, and why not more. */
export interface Judgement {
  /** By environment, with what this pass has seen. */
  readonly trails: ReadonlyMap<string, Trail>;
  readonly decisions: ReadonlyMap<string, readonly Decision[]>;
  readonly reasons: readonly Reason[];
}

/** What has to be found out before judging, by environment; missing entries were not asked for. */
export interface Evidence {
  readonly now: Date;
  readonly authors: ReadonlyMap<string, readonly string[]>;
  readonly preSteps: ReadonlyMap<string, PreStepState>;
}

/** Decides, for every step of a look, whether it may be carried out now. Pure. */
export function judge(
  subject: Subject,
  seen: Sight,
  health: readonly WorkloadHealth[],
  evidence: Evidence,
): Judgement {
  const trails = walkTrails(subject, seen, { health, outcomes: [], now: evidence.now });
  const decisions = new Map(
    seen.plan.environments.map((plan) => {
      const { environment } = plan;
      const situation = {
        application: subject.application,
        plan,
        rules: rulesOf(subject, environment),
        records: seen.records,
        now: evidence.now,
        forerunner: forerunnerOf(subject, seen, plan, { trails, health, now: evidence.now }),
        identities: subject.identities ?? [],
        authors: evidence.authors.get(environment),
        preSteps: evidence.preSteps.get(environment),
      };
      return [environment, decide(situation)] as const;
    }),
  );
  const reasons = seen.plan.environments.flatMap((plan) =>
    explain(plan, decisions.get(plan.environment) ?? []),
  );
  return { trails, decisions, reasons };
}

/** The trails of all environments after what was seen of them, and after steps were carried out. */
export function walkTrails(
  subject: Subject,
  seen: Sight,
  after: {
    readonly health: readonly WorkloadHealth[];
    readonly outcomes: readonly StepOutcome[];
    readonly now: Date;
  },
): ReadonlyMap<string, Trail> {
  return new Map(
    seen.plan.environments.map((plan) => {
      const { environment, revision } = plan;
      const trail = trailOf(seen.records, environment);
      if (revision === undefined) return [environment, trail];
      const sighting = {
        commit: revision.commit,
        at: after.now,
        isThere: isThere(plan, after.outcomes),
        health: overall(environment, after.health),
        isPinned: seen.records.pins.some((pin) => pin.environment === environment),
      };
      return [environment, walked(trail, rulesOf(subject, environment), sighting)];
    }),
  );
}

/** Says nothing against the commit and stays as long as this version does: it holds up nobody else. */
const lasting = "NotSupportedYet";

function isThere(plan: EnvironmentPlan, outcomes: readonly StepOutcome[]): boolean {
  if (isDeployed(plan)) return true;
  if (plan.revision === undefined) return false;
  if (pendingHolds(plan).some((held) => held.reason !== lasting)) return false;
  const done = new Set(
    outcomes
      .filter(({ kind }) => kind === "applied" || kind === "nothing-to-do")
      .map(({ step }) => step.digest),
  );
  return plan.steps.every((step) => done.has(step.digest));
}

function overall(environment: string, health: readonly WorkloadHealth[]): "well" | "ill" | "unclear" {
  const own = health.filter((item) => item.environment === environment);
  if (own.some(isIll)) return "ill";
  return own.every(({ status }) => status === "Healthy" || status === "Suspended") ? "well" : "unclear";
}

function isIll({ status }: WorkloadHealth): boolean {
  return status === "Degraded" || status === "Missing";
}

function forerunnerOf(
  subject: Subject,
  seen: Sight,
  plan: EnvironmentPlan,
  state: {
    readonly trails: ReadonlyMap<string, Trail>;
    readonly health: readonly WorkloadHealth[];
    readonly now: Date;
  },
): Forerunner | undefined {
  const { after, revision, environment } = plan;
  // A rollback goes to what has been there before: nothing has to pass once more.
  if (after === undefined || seen.records.pins.some((pin) => pin.environment === environment))
    return undefined;
  const trail = state.trails.get(after) ?? trailOf(seen.records, after);
  const ill = state.health.find((item) => item.environment === after && isIll(item));
  const commit: CommitSha | undefined = revision?.commit;
  return {
    environment: after,
    passing: passing(
      rulesOf(subject, after),
      commit === undefined ? undefined : arrivalOf(trail, commit),
      state.now,
    ),
    ill: ill === undefined ? undefined : `${ill.workload} is ${ill.status}`,
  };
}
