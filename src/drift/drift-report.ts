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
import { type ObservedStack, stackKey } from "../domain/stack.ts";
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
  const { environment } = observed;
  const desired = wish.kind === "desired" ? wish.desired : undefined;
  const held = wish.kind === "held" ? wish.held : undefined;
  const names = new Set([
    ...(desired?.workloads ?? []).map(({ workload }) => workload),
    ...[...observed.workloads].filter(([, stack]) => isThere(stack)).map(([workload]) => workload),
  ]);
  return [
    targetOf({ environment }, ownWish(desired, held), observed.stack, input),
    ...[...names].toSorted().map((workload) => {
      const stack = observed.workloads.get(workload);
      if (stack === undefined) throw new Error(`stack of ${environment}/${workload} was never looked at`);
      return targetOf({ environment, workload }, workloadWish(desired, held, workload), stack, input);
    }),
  ];
}

/** What Git asks of one stack: a stack, nothing, or something that cannot be said now. */
type StackWish =
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
  if (observed.kind === "unreadable") {
    const state = notChecked(observed.failure);
    return { ...target, layers: { git: state, template: state, live: state } };
  }
  if (observed.kind === "absent" || situationOf(observed.value.status) === "shell")
    return absentTarget(target, wish);
  const stack = observed.value;
  const live = liveOf(target, stack, input);
  return {
    ...target,
    layers: { ...firstLayers(target, wish, stack, input), live: live.state },
    ...(live.resources === undefined ? {} : { resources: live.resources }),
  };
}

function firstLayers(
  target: Target,
  wish: StackWish,
  stack: ObservedStack,
  input: DriftInput,
): GitAndTemplate {
  switch (wish.kind) {
    case "unknown":
      return { git: notChecked(wish), template: notChecked(wish) };
    case "not-in-git":
      return notInGit(target, stack);
    case "rendered": {
      const first = gitAndTemplate({ target, desired: wish.stack, observed: stack });
      const nested = input.nested.get(stackKey(stack.id));
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

/** A stack that Git asks for and that is not there. */
function absentTarget(target: Target, wish: StackWish): Bare {
  const nothing = notChecked({ reason: "NotDeployed", message: "nothing is deployed" });
  if (wish.kind === "unknown") {
    const state = notChecked(wish);
    return { ...target, layers: { git: state, template: state, live: nothing } };
  }
  if (wish.kind === "not-in-git")
    return { ...target, layers: { git: nothing, template: nothing, live: nothing } };
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
  return {
    ...target,
    layers: { git: { kind: "drifted", findings: [finding] }, template: nothing, live: nothing },
  };
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
  stack: ObservedStack,
  input: DriftInput,
): { readonly state: LayerState; readonly resources?: NonNullable<DriftTarget["resources"]> } {
  if (stack.template.kind !== "read" || situationOf(stack.status) === "busy") {
    const message = `stack ${stack.id.name} is ${stack.status}: what is there is being changed`;
    return { state: notChecked({ reason: "StackBusy", message }) };
  }
  const nested = input.nested.get(stackKey(stack.id));
  const below = nested?.kind === "present" ? nested.value : [];
  const all = [stack, ...below.flatMap(({ stack: one }) => (one.kind === "present" ? [one.value] : []))];
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
  const state = liveLayer(stacks);
  const uncompared = stacks.find(({ comparison }) => comparison === undefined);
  const unreadable = nested?.kind === "unreadable" ? nested.failure : goneNested(below);
  const missing =
    unreadable ??
    (uncompared === undefined
      ? undefined
      : {
          reason: "NotComparedYet",
          message: `stack ${uncompared.stack.name} was not compared with what is there yet`,
        });
  return {
    state: joined(state, deletedNested(target, below, stack), missing),
    ...countsOf(stacks),
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
  parent: ObservedStack,
): readonly DriftFinding[] {
  return below.flatMap(({ path, stack }) =>
    stack.kind === "absent"
      ? [
          {
            ...target,
            layer: "live",
            stack: parent.id,
            subject: { kind: "resource", logicalId: path.at(-1) ?? "", type: "AWS::CloudFormation::Stack" },
            departure: "deleted",
            path: "",
          } as const,
        ]
      : [],
  );
}

function countsOf(stacks: readonly LiveStack[]): {
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
