import {
  countDrift,
  type DriftIgnoreRule,
  type DriftReport,
  type DriftTarget,
  type LayerState,
} from "../domain/drift.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import { stackKey } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import type { EnvironmentWish } from "../plan/plan-input.ts";
import { isExpired, withIgnored } from "./ignore.ts";
import { inOrder } from "./in-order.ts";
import { joined } from "./layer-state.ts";
import { layersWithoutAsking, notDeployed } from "./layers-without-asking.ts";
import { liveLayer } from "./live-layer.ts";
import { countsOf, type DeployedStack, type LiveInput, liveStacksOf } from "./live-stacks.ts";
import { pairsOf, type TargetPair } from "./target-pairs.ts";

/** Everything that a drift report is made from. */
export interface DriftInput extends LiveInput {
  readonly application: string;
  /** Names, in the order of the configuration. */
  readonly environments: readonly string[];
  readonly wishes: ReadonlyMap<string, EnvironmentWish>;
  readonly observed: ObservedApplication;
  readonly rules: readonly DriftIgnoreRule[];
  /** `2026-11-27` */
  readonly today: string;
}

/** How an application departs from what Git asks for and from what was deployed. Pure: the same input gives the same report. */
export function driftReport(input: DriftInput): DriftReport {
  const targets = input.environments.flatMap((environment) => {
    const wish = input.wishes.get(environment);
    const observed = input.observed.environments.get(environment);
    if (wish === undefined || observed === undefined)
      throw new Error(`environment ${environment} was never looked at`);
    return targetsOf(wish, observed, input).map((target) =>
      withIgnored({ ...target, layers: inOrder(target.layers) }, input.rules, input.today),
    );
  });
  return {
    application: input.application,
    targets,
    expiredRules: input.rules.filter((rule) => isExpired(rule, input.today)),
    counts: countDrift(targets),
  };
}

type Bare = Omit<DriftTarget, "ignored">;

function targetsOf(wish: EnvironmentWish, observed: ObservedEnvironment, input: DriftInput): readonly Bare[] {
  return pairsOf(wish, observed).map((pair) => targetOf(pair, input));
}

function targetOf(pair: TargetPair, input: DriftInput): Bare {
  const { target, stack: observed } = pair;
  const nested = observed.kind === "present" ? input.nested.get(stackKey(observed.value.id)) : undefined;
  const first = layersWithoutAsking(pair, nested);
  if (first.live !== undefined || observed.kind !== "present")
    return { ...target, layers: { ...first, live: first.live ?? notDeployed } };
  const live = liveOf(target, observed.value, input);
  return {
    ...target,
    layers: { ...first, live: live.state },
    ...(live.resources === undefined ? {} : { resources: live.resources }),
  };
}

function liveOf(
  target: Target,
  stack: DeployedStack,
  input: LiveInput,
): { readonly state: LayerState; readonly resources?: NonNullable<DriftTarget["resources"]> } {
  const { stacks, deleted, missing } = liveStacksOf(target, stack, input);
  return { state: joined(liveLayer(stacks), deleted, missing), ...countsOf(stacks) };
}
