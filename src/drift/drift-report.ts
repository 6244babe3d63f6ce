import type { DesiredEnvironment, DesiredStack } from "../domain/desired.ts";
import {
  countDrift,
  type DriftFinding,
  type DriftIgnoreRule,
  type DriftReport,
  type DriftTarget,
  type LayerState,
  type Unchecked,
} from "../domain/drift.ts";
import type { LiveFacts, NestedStack, StackComparison } from "../domain/drift-eyes.ts";
import type { Judged } from "../domain/judged.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import { type ObservedStack, type StackId, stackKey } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import type { Target } from "../domain/target.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import type { EnvironmentWish } from "../plan/plan-application.ts";
import { type GitAndTemplate, gitAndTemplate } from "./git-and-template.ts";
import { isExpired, withIgnored } from "./ignore.ts";
import { inOrder } from "./in-order.ts";
import { liveLayer, type LiveStack } from "./live-layer.ts";
import { nestedTemplate } from "./nested-template.ts";

/** Everything that a drift report is made from. */
export interface DriftInput {
  readonly application: string;
  /** Names, in the order of the configuration. */
  readonly environments: readonly string[];
  readonly wishes: ReadonlyMap<string, EnvironmentWish>;
  readonly observed: ObservedApplication;
  /** By `stackKey` of the stack that nests. */
  readonly nested: ReadonlyMap<string, Observed<readonly NestedStack[]>>;
  /** By `stackKey`, nested stacks among them; one without an entry was not compared. */
  readonly comparisons: ReadonlyMap<string, StackComparison>;
  readonly facts: ReadonlyMap<string, Observed<LiveFacts>>;
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
  return pairsOf(wish, observed).map(({ target, wish: own, stack }) => targetOf(target, own, stack, input));
}

/** One target: what Git asks of its stack, and the stack. */
export interface TargetPair {
  readonly target: Target;
  readonly wish: StackWish;
  readonly stack: Observed<ObservedStack>;
}

/** Every target of an environment, in the order of a report: its own stack first, then workloads by name. */
export function pairsOf(wish: EnvironmentWish, observed: ObservedEnvironment): readonly TargetPair[] {
  const { environment } = observed;
  const desired = wish.kind === "desired" ? wish.desired : undefined;
  const held = wish.kind === "held" ? wish.held : undefined;
  const names = new Set([
    ...(desired?.workloads ?? []).map(({ workload }) => workload),
    ...[...observed.workloads].filter(([, stack]) => isThere(stack)).map(([workload]) => workload),
  ]);
  return [
    { target: { environment }, wish: ownWish(desired, held), stack: observed.stack },
    ...[...names].toSorted().map((workload) => {
      const stack = observed.workloads.get(workload);
      if (stack === undefined) throw new Error(`stack of ${environment}/${workload} was never looked at`);
      return { target: { environment, workload }, wish: workloadWish(desired, held, workload), stack };
    }),
  ];
}

/** What Git asks of one stack: a stack, nothing, or something that cannot be said now. */
export type StackWish =
  | { readonly kind: "rendered"; readonly stack: DesiredStack; readonly judged: Judged }
  | { readonly kind: "not-in-git" }
  | ({ readonly kind: "unknown" } & Unchecked);

function ownWish(desired: DesiredEnvironment | undefined, held: Unchecked | undefined): StackWish {
  if (held !== undefined) return { kind: "unknown", ...uncheckedOf(held) };
  const own = desired?.own;
  if (own === undefined)
    return {
      kind: "unknown",
      reason: "EnvironmentUnknown",
      message: "the environment's record, stack or region could not be read",
    };
  switch (own.kind) {
    case "rendered":
      return own;
    case "not-in-git":
      return own;
    case "not-rendered":
      return { kind: "unknown", ...uncheckedOf(own.failure) };
  }
}

function workloadWish(
  desired: DesiredEnvironment | undefined,
  held: Unchecked | undefined,
  name: string,
): StackWish {
  if (held !== undefined) return { kind: "unknown", ...uncheckedOf(held) };
  const found = desired?.workloads.find(({ workload }) => workload === name);
  if (found === undefined) return { kind: "not-in-git" };
  return found.kind === "rendered" ? found : { kind: "unknown", ...uncheckedOf(found.failure) };
}

function targetOf(
  target: Target,
  wish: StackWish,
  observed: Observed<ObservedStack>,
  input: DriftInput,
): Bare {
  const nested = observed.kind === "present" ? input.nested.get(stackKey(observed.value.id)) : undefined;
  const first = layersWithoutAsking({ target, wish, stack: observed }, nested);
  if (first.live !== undefined || observed.kind !== "present")
    return { ...target, layers: { ...first, live: first.live ?? notDeployed } };
  const live = liveOf(target, observed.value, input);
  return {
    ...target,
    layers: { ...first, live: live.state },
    ...(live.resources === undefined ? {} : { resources: live.resources }),
  };
}

/** The first two layers of a target, and the third where nobody needs to be asked: nothing is there, or what is there is being changed. */
export function layersWithoutAsking(
  { target, wish, stack: observed }: TargetPair,
  nested: Observed<readonly NestedStack[]> | undefined,
): GitAndTemplate & { readonly live?: LayerState } {
  if (observed.kind === "unreadable") {
    const state = notChecked(observed.failure);
    return { git: state, template: state, live: state };
  }
  if (observed.kind === "absent" || situationOf(observed.value.status) === "shell")
    return absentTarget(target, wish);
  const stack = observed.value;
  const busy = stack.template.kind !== "read" || situationOf(stack.status) === "busy";
  return {
    ...firstLayers(target, wish, stack, nested),
    ...(busy ? { live: busyNow(stack) } : {}),
  };
}

function busyNow({ id, status }: ObservedStack): LayerState {
  const message = `stack ${id.name} is ${status}: what is there is being changed`;
  return notChecked({ reason: "StackBusy", message });
}

function firstLayers(
  target: Target,
  wish: StackWish,
  stack: ObservedStack,
  nested: Observed<readonly NestedStack[]> | undefined,
): GitAndTemplate {
  switch (wish.kind) {
    case "unknown":
      return { git: notChecked(wish), template: notChecked(wish) };
    case "not-in-git":
      return notInGit(target, stack);
    case "rendered": {
      const first = gitAndTemplate({ target, desired: wish.stack, observed: stack });
      if (nested === undefined) return first;
      if (nested.kind === "unreadable")
        return { ...first, template: joined(first.template, [], nested.failure) };
      const found = (nested.kind === "present" ? nested.value : []).map((one) =>
        nestedTemplate({ target, desired: wish.stack, parts: wish.judged.parts, nested: one }),
      );
      const findings = found.flatMap((one) => ("reason" in one ? [] : one));
      const [unchecked] = found.flatMap((one) => ("reason" in one ? [one] : []));
      return { ...first, template: joined(first.template, findings, unchecked) };
    }
  }
}

/** A layer with what was found besides. */
function joined(
  state: LayerState,
  findings: readonly DriftFinding[],
  unchecked: Unchecked | undefined,
): LayerState {
  if (state.kind === "not-checked") return state;
  const all = [...(state.kind === "drifted" ? state.findings : []), ...findings];
  const missing = unchecked === undefined ? undefined : uncheckedOf(unchecked);
  if (all.length > 0)
    return { kind: "drifted", findings: all, ...(missing === undefined ? {} : { unchecked: missing }) };
  return missing === undefined ? state : { kind: "not-checked", ...missing };
}

const notDeployed = notChecked({ reason: "NotDeployed", message: "nothing is deployed" });

/** A stack that Git asks for and that is not there. */
function absentTarget(target: Target, wish: StackWish): GitAndTemplate & { readonly live: LayerState } {
  if (wish.kind === "unknown") {
    const state = notChecked(wish);
    return { git: state, template: state, live: notDeployed };
  }
  if (wish.kind === "not-in-git") return { git: notDeployed, template: notDeployed, live: notDeployed };
  const finding: DriftFinding = {
    ...target,
    layer: "git",
    stack: wish.stack.id,
    subject: { kind: "stack" },
    departure: "deleted",
    path: "",
    cause: {
      kind: "NotDeployedYet",
      message: "Git has it, and no stack is there: it waits to be deployed, or was deleted",
    },
  };
  return { git: { kind: "drifted", findings: [finding] }, template: notDeployed, live: notDeployed };
}

/** A stack that is there and that Git does not ask for. Of an environment's own stack nothing needs to be asked. */
function notInGit(target: Target, stack: ObservedStack): GitAndTemplate {
  const template = notChecked({
    reason: "NotInGit",
    message: "Git has no manifest that it could be compared with",
  });
  if (target.workload === undefined)
    return {
      git: notChecked({ reason: "EnvironmentNotInGit", message: "Git has no manifest of the environment" }),
      template,
    };
  const finding: DriftFinding = {
    ...target,
    layer: "git",
    stack: stack.id,
    subject: { kind: "manifest" },
    departure: "added",
    path: "",
    cause: { kind: "NewCommit", message: "it is deployed, and the branch has no manifest of it" },
  };
  return { git: { kind: "drifted", findings: [finding] }, template };
}

function liveOf(
  target: Target,
  stack: DeployedStack,
  input: LiveInput,
): { readonly state: LayerState; readonly resources?: NonNullable<DriftTarget["resources"]> } {
  const { stacks, deleted, missing } = liveStacksOf(target, stack, input);
  return { state: joined(liveLayer(stacks), deleted, missing), ...countsOf(stacks) };
}

/** As much of a stack as a comparison with what is live needs. */
export type DeployedStack = Pick<ObservedStack, "id" | "template" | "parameters">;

/** What was found out of what is live. */
export type LiveInput = Pick<DriftInput, "nested" | "comparisons" | "facts">;

/** A target's stack and those that it nests, with what was found of each; nested ones that are gone, and what was not compared. */
export function liveStacksOf(
  target: Target,
  stack: DeployedStack,
  input: LiveInput,
): {
  readonly stacks: readonly LiveStack[];
  readonly deleted: readonly DriftFinding[];
  readonly missing: Unchecked | undefined;
} {
  const nested = input.nested.get(stackKey(stack.id));
  const below = nested?.kind === "present" ? nested.value : [];
  const all: readonly DeployedStack[] = [
    stack,
    ...below.flatMap(({ stack: one }) => (one.kind === "present" ? [one.value] : [])),
  ];
  const stacks = all.flatMap((one): readonly LiveStack[] => {
    if (one.template.kind !== "read") return [];
    const facts = input.facts.get(stackKey(one.id));
    return [
      {
        target,
        stack: one.id,
        template: one.template.template,
        parameters: one.parameters,
        comparison: input.comparisons.get(stackKey(one.id)),
        ...(facts === undefined ? {} : { facts }),
      },
    ];
  });
  const uncompared = stacks.find(({ comparison }) => comparison === undefined);
  const unreadable = nested?.kind === "unreadable" ? nested.failure : goneNested(below);
  const missing = unreadable ?? (uncompared === undefined ? undefined : notComparedYet(uncompared.stack));
  return { stacks, deleted: deletedNested(target, below, stack.id), missing };
}

/** Said of a stack that CloudFormation has not compared since it is known. */
export function notComparedYet({ name }: StackId): Unchecked {
  return {
    reason: "NotComparedYet",
    message: `stack ${name} was not compared with what is there yet`,
  };
}

function goneNested(below: readonly NestedStack[]): Unchecked | undefined {
  const [first] = below.flatMap(({ stack }) => (stack.kind === "unreadable" ? [stack.failure] : []));
  return first;
}

/** A nested stack that was deleted behind its parent. */
function deletedNested(
  target: Target,
  below: readonly NestedStack[],
  parent: StackId,
): readonly DriftFinding[] {
  return below.flatMap(({ path, stack }) =>
    stack.kind === "absent"
      ? [
          {
            ...target,
            layer: "live",
            stack: parent,
            subject: { kind: "resource", logicalId: path.at(-1) ?? "", type: "AWS::CloudFormation::Stack" },
            departure: "deleted",
            path: "",
          } as const,
        ]
      : [],
  );
}

/** How many resources were compared, and how many are of types that cannot be; nothing where none was. */
export function countsOf(stacks: readonly LiveStack[]): {
  readonly resources?: NonNullable<DriftTarget["resources"]>;
} {
  const compared = stacks.flatMap(({ comparison }) =>
    comparison?.kind === "compared" ? comparison.resources : [],
  );
  if (compared.length === 0) return {};
  const all = stacks.reduce((sum, { template, parameters }) => {
    return sum + resolveResources(template, { parameters, pseudo: {} }).size;
  }, 0);
  return { resources: { compared: compared.length, unsupported: Math.max(0, all - compared.length) } };
}

function isThere(stack: Observed<ObservedStack>): boolean {
  return stack.kind === "present" && situationOf(stack.value.status) !== "shell";
}

function notChecked(unchecked: Unchecked): LayerState {
  return { kind: "not-checked", ...uncheckedOf(unchecked) };
}

function uncheckedOf({ reason, message, remedy }: Unchecked): Unchecked {
  return { reason, message, ...(remedy === undefined ? {} : { remedy }) };
}
