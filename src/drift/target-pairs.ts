import type { DesiredEnvironment, DesiredStack } from "../domain/desired.ts";
import type { Unchecked } from "../domain/drift.ts";
import type { Judged } from "../domain/judged.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import type { Target } from "../domain/target.ts";
import type { EnvironmentWish } from "../plan/plan-input.ts";
import { uncheckedOf } from "./layer-state.ts";

/** One target: what Git asks of its stack, and the stack. */
export interface TargetPair {
  readonly target: Target;
  readonly wish: StackWish;
  readonly stack: Observed<ObservedStack>;
}

/** What Git asks of one stack: a stack, nothing, or something that cannot be said now. */
export type StackWish =
  | { readonly kind: "rendered"; readonly stack: DesiredStack; readonly judged: Judged }
  | { readonly kind: "not-in-git" }
  | ({ readonly kind: "unknown" } & Unchecked);

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

function isThere(stack: Observed<ObservedStack>): boolean {
  return stack.kind === "present" && situationOf(stack.value.status) !== "shell";
}
