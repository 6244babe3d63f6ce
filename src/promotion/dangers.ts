import type { Step } from "../domain/plan.ts";
import type { DangerousChange } from "../domain/promotion.ts";

/** The dangerous classes that a step belongs to, in the order of the configuration's page. */
export function dangersOf(step: Step): readonly DangerousChange[] {
  if (!("impact" in step)) return [];
  const { widens, replaces, removes } = step.impact;
  return [
    ...(widens.some(({ kind }) => kind === "permission") ? (["permissions"] as const) : []),
    ...(widens.some(({ kind }) => kind === "network") ? (["network"] as const) : []),
    ...(replaces.length > 0 ? (["replacement"] as const) : []),
    ...(removes.length > 0 ? (["deletion"] as const) : []),
  ];
}
