import type { DriftFinding, LayerState } from "../domain/drift.ts";
import type { NestedStack } from "../domain/drift-eyes.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import type { Target } from "../domain/target.ts";
import { type GitAndTemplate, gitAndTemplate } from "./git-and-template.ts";
import { joined, notChecked } from "./layer-state.ts";
import { nestedTemplate } from "./nested-template.ts";
import type { StackWish, TargetPair } from "./target-pairs.ts";

/** A layer of what is not there. */
export const notDeployed = notChecked({ reason: "NotDeployed", message: "nothing is deployed" });

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
