import type { DriftFinding, LayerState } from "../../../domain/drift.ts";
import type { EnvironmentPlan } from "../../../domain/plan.ts";
import { operationOf, stackKey } from "../../../domain/stack.ts";
import { situationOf } from "../../../domain/stack-status.ts";
import type { Target } from "../../../domain/target.ts";
import { layersWithoutAsking } from "../../../drift/layers-without-asking.ts";
import { pairsOf, type TargetPair } from "../../../drift/target-pairs.ts";
import type { KnownLive, KnownTarget } from "../../../drift/watch/watch-report.ts";
import type { Look } from "../../look.ts";
import { keepStack, type KeptStack, notReadYet } from "./kept-stack.ts";

/** One target as the watch knows it: the first layers as of the last look, and its stack, if there is one that can be asked about. */
export interface WatchedTarget extends Target {
  readonly git: LayerState;
  readonly template: LayerState;
  /** Absent: the stack is asked about. */
  readonly live?: LayerState;
  readonly stack?: KeptStack;
}

/**
 * The targets of an application after a look. Stacks on which no operation has begun since are those that were kept. Where the plan has
 * found a target in sync, its first two layers are; others are compared here.
 */
export function targetsAfter(seen: Look, kept: ReadonlyMap<string, KeptStack>): readonly WatchedTarget[] {
  const { application } = seen.plan;
  return seen.plan.environments.flatMap((plan) => {
    const wish = seen.wishes.get(plan.environment);
    const observed = seen.observed.environments.get(plan.environment);
    if (wish === undefined || observed === undefined) return [];
    return pairsOf(wish, observed).map((pair): WatchedTarget => {
      const { target, stack: found } = pair;
      const { live, ...layers } = isPlannedInSync(plan, pair)
        ? { git: inSync, template: inSync, live: undefined }
        : layersWithoutAsking(pair, undefined);
      const isRest = found.kind === "present" && ["ready", "stuck"].includes(situationOf(found.value.status));
      if (
        live !== undefined ||
        !isRest ||
        found.value.template.kind !== "read" ||
        observed.record.kind !== "present"
      )
        return { ...target, ...layers, live: live ?? notAtRest };
      const { id, template, parameters } = found.value;
      const asOf = operationOf(found.value);
      const roles = seen.roles.get(plan.environment) ?? {};
      const before = kept.get(stackKey(id));
      const checkable = {
        record: observed.record.value,
        roles,
        stack: id,
        asOf,
        template: template.template,
      };
      if (before?.check.asOf === asOf) {
        before.isStale = false;
        return { ...target, ...layers, stack: before };
      }
      return { ...target, ...layers, stack: keepStack(application, target, checkable, parameters) };
    });
  });
}

const inSync: LayerState = { kind: "in-sync" };
const notAtRest: LayerState = {
  kind: "not-checked",
  reason: "StackNotAtRest",
  message: "the stack takes no change now, so what is there is not compared",
};

/** Whether a plan has compared the target's stack with what its commit asks for, and has found nothing to do. */
function isPlannedInSync(
  { inSync: names, steps, held }: EnvironmentPlan,
  { target, wish }: TargetPair,
): boolean {
  const isOther = (item: Pick<Target, "workload">): boolean => item.workload !== target.workload;
  if (wish.kind !== "rendered" || !steps.every(isOther) || !held.every(isOther)) return false;
  return target.workload === undefined || names.includes(target.workload);
}

/** A target as a report takes it. */
export function knownTarget({
  environment,
  workload,
  git,
  template,
  live,
  stack,
}: WatchedTarget): KnownTarget {
  const target = { environment, ...(workload === undefined ? {} : { workload }), git, template };
  if (stack === undefined) return { ...target, live: live ?? notAtRest };
  const looked: KnownLive = {
    kind: "looked-at",
    stack: stack.stack,
    ...(stack.direct === undefined ? {} : { direct: stack.direct }),
    ...(stack.hasService && stack.direct === undefined ? { unread: notReadYet("what runs") } : {}),
    ...(stack.compared === undefined ? {} : { compared: stack.compared }),
  };
  return { ...target, live: looked };
}

/** Whether one of the differences is not among the others. */
export function hasNew(
  now: readonly DriftFinding[],
  before: readonly DriftFinding[],
  key: (finding: DriftFinding) => string,
): boolean {
  const known = new Set(before.map(key));
  return now.some((finding) => !known.has(key(finding)));
}
