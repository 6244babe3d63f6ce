import type { Finding } from "../../domain/finding.ts";
import type { EnvironmentPlan, Held, Step } from "../../domain/plan.ts";
import type { Change } from "../../domain/step-effects.ts";
import type { Preview } from "../../domain/preview.ts";

/** What a pull request itself would bring to one environment, apart from what is due there anyway. */
export interface OwnPart {
  readonly plan: EnvironmentPlan;
  readonly steps: readonly OwnStep[];
  readonly held: readonly Held[];
  readonly warnings: readonly Finding[];
  /** What is due, or held, without the pull request as well. */
  readonly dueAnyway: { readonly steps: readonly Step[]; readonly held: readonly Held[] };
}

/** A step that would not be there, or not be so, without the pull request. */
export interface OwnStep {
  readonly step: Step;
  /** Its differences that are the pull request's. */
  readonly changes: readonly Change[];
  /** How many of its differences are due anyway. */
  readonly dueAnyway: number;
}

/** Tells the pull request's own part from what is due without it, environment by environment, in the order of the plan. */
export function ownParts({ plan, without }: Preview): readonly OwnPart[] {
  return plan.environments.map((environment) => {
    const before = without.environments.find((each) => each.environment === environment.environment);
    return ownPart(environment, before);
  });
}

/** Whether there is anything in it that is the pull request's doing. */
export function isEmpty({ steps, held, warnings }: OwnPart): boolean {
  return steps.length === 0 && held.length === 0 && warnings.length === 0;
}

function ownPart(plan: EnvironmentPlan, before: EnvironmentPlan | undefined): OwnPart {
  const due = new Set(before?.steps.map(({ digest }) => digest));
  const known = new Set(before?.held.map(holdKey));
  const said = new Set(before?.warnings.map(findingKey));
  const [held, stillHeld] = parted(plan.held, (each) => !known.has(holdKey(each)));
  const [steps, stillDue] = parted(plan.steps, ({ digest }) => !due.has(digest));
  return {
    plan,
    steps: steps.map((step) => ownStep(step, before?.steps ?? [])),
    held,
    warnings: plan.warnings.filter((finding) => !said.has(findingKey(finding))),
    dueAnyway: { steps: stillDue, held: stillHeld },
  };
}

function ownStep(step: Step, before: readonly Step[]): OwnStep {
  const changes = changesOf(step);
  const same = before.find((each) => each.kind === step.kind && each.workload === step.workload);
  const due = new Set(same === undefined ? [] : changesOf(same).map(changeKey));
  const own = changes.filter((change) => !due.has(changeKey(change)));
  return { step, changes: own, dueAnyway: changes.length - own.length };
}

function changesOf(step: Step): readonly Change[] {
  return "changes" in step ? step.changes : [];
}

function changeKey({ path, from, to }: Change): string {
  return JSON.stringify([path, from, to]);
}

function holdKey({ workload, reason, message }: Held): string {
  return JSON.stringify([workload, reason, message]);
}

/** A finding that has moved to another line is the same. */
function findingKey({ code, field, message, place }: Finding): string {
  return JSON.stringify([code, place.file, field, message]);
}

function parted<T>(items: readonly T[], is: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(is), items.filter((item) => !is(item))];
}
