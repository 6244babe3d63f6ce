import type { Finding } from "./finding.ts";
import { isDeletion, type EnvironmentPlan, type HealStep, type Step } from "./plan.ts";
import type { DangerousChange } from "./promotion.ts";

/** Why a step waits for a person's word. A deletion and what a policy asks about need a word about exactly this step: no class of steps covers them. */
export type WordNeeded =
  /** A rule of the policy lets it pass only so. */
  | { readonly kind: "policy"; readonly asks: readonly Finding[] }
  | { readonly kind: "deletion" }
  /** The operator wants to be asked before live settings are put back, or they were put back too often already. */
  | { readonly kind: "healing"; readonly why: Exclude<HealStep["asksPerson"], "no"> }
  /** It belongs to classes of change that the operator wants to be asked about. */
  | { readonly kind: "danger"; readonly dangers: readonly DangerousChange[] }
  /** The environment's mode is `approve`. */
  | { readonly kind: "mode" };

/**
 * Whether a step of an environment's plan may be carried out only once a person has said so, and why: the one rule by which steps are
 * held, approved and shown. Undefined where nobody has to be asked, and where nothing is changed anyway.
 */
export function wordNeeded(
  step: Step,
  { mode, approvalFor = [] }: Pick<EnvironmentPlan, "mode" | "approvalFor">,
): WordNeeded | undefined {
  // Whoever asks for new tasks has decided already.
  if (mode === "look" || step.kind === "redeploy") return undefined;
  if (isDeletion(step)) return { kind: "deletion" };
  if (step.kind === "heal" && step.asksPerson !== "no") return { kind: "healing", why: step.asksPerson };
  if ("asks" in step && step.asks !== undefined && step.asks.length > 0)
    return { kind: "policy", asks: step.asks };
  if (mode === "approve") return { kind: "mode" };
  const dangers = dangersOf(step).filter((danger) => approvalFor.includes(danger));
  return dangers.length > 0 ? { kind: "danger", dangers } : undefined;
}

/** The steps of an environment's plan that a person is asked about, whether or not somebody has said yes to them already. */
export function stepsToApprove(plan: EnvironmentPlan): readonly Step[] {
  return plan.steps.filter((step) => wordNeeded(step, plan) !== undefined);
}

/** The dangerous classes that a step belongs to, in the order of the configuration's page. */
function dangersOf(step: Step): readonly DangerousChange[] {
  if (!("impact" in step)) return [];
  const { widens, replaces, removes } = step.impact;
  return [
    ...(widens.some(({ kind }) => kind === "permission") ? (["permissions"] as const) : []),
    ...(widens.some(({ kind }) => kind === "network") ? (["network"] as const) : []),
    ...(replaces.length > 0 ? (["replacement"] as const) : []),
    ...(removes.length > 0 ? (["deletion"] as const) : []),
  ];
}
