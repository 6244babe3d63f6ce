import type { Finding } from "../../domain/finding.ts";
import { isDeletion } from "../../domain/plan.ts";
import { isOpen, names, namesItself, objectionTo } from "../approvals.ts";
import { dangersOf } from "../dangers.ts";
import type { Obstacle, Rule } from "../situation.ts";

/**
 * In the mode `approve` a step needs a person's approval that names it, has not expired and comes from somebody who may approve. What
 * belongs to a class of `approvalFor` needs one in every mode, too. What deletes something, and what a rule of the policy asks about,
 * needs one in every mode, and one that names exactly it: no class of steps covers it.
 */
export const notApproved: Rule = (step, situation) => {
  const { plan, records, now, rules, identities, authors } = situation;
  // Whoever asks for new tasks has decided already.
  if (step.kind === "redeploy") return undefined;
  const isRemoval = isDeletion(step);
  const asks = "asks" in step ? (step.asks ?? []) : [];
  const dangers = dangersOf(step).filter((danger) => rules.approvalFor?.includes(danger) === true);
  const isHealing = step.kind === "heal" && step.asksPerson;
  if (plan.mode !== "approve" && !isRemoval && !isHealing && asks.length === 0 && dangers.length === 0)
    return undefined;
  const naming = records.approvals.filter(
    (approval) =>
      approval.environment === step.environment &&
      (isRemoval || asks.length > 0 ? namesItself(approval, step) : names(approval, step)),
  );
  const remedy = `autoland approve ${step.environment} --plan ${plan.digest.slice(0, 16)}`;
  const open = naming.filter((approval) => isOpen(approval, records, now));
  const objections: (Obstacle | undefined)[] = open.map((approval) =>
    objectionTo(approval, rules, { identities, authors }),
  );
  if (objections.includes(undefined)) return undefined;
  const [objection] = objections;
  if (objection !== undefined) return { ...objection, remedy };
  const [expired] = naming;
  if (expired === undefined && asks.length > 0) return askedByPolicy(asks, remedy);
  return {
    reason: expired === undefined ? "ApprovalMissing" : "ApprovalExpired",
    because:
      expired === undefined
        ? isRemoval
          ? `every deletion needs a person's approval, and nobody has approved this one`
          : isHealing
            ? `${step.environment} asks a person's approval to put live settings back (drift.heal is approve), and nobody has given it`
            : plan.mode !== "approve"
              ? `it changes ${dangers.join(" and ")}, for which ${step.environment} asks a person's approval, and nobody has given it`
              : `the mode of ${step.environment} is approve, and nobody has approved this step`
        : `its approval of ${expired.at.toISOString()} ended at ${expired.until.toISOString()} or was used up`,
    remedy,
  };
};

/** A rule stops what nobody has said yes to; a waiver of the operator's would let it pass as well, which its findings say. */
function askedByPolicy(asks: readonly Finding[], approve: string): Obstacle {
  const [first] = asks;
  const rules = [...new Set(asks.map(({ code }) => code))].join(", ");
  const more = asks.length > 1 ? ` (and ${asks.length - 1} more)` : "";
  return {
    reason: "PolicyViolation",
    because: `what it asks for needs a person's approval (${rules}): ${first?.message ?? ""}${more}`,
    remedy: `${first?.remedy ?? ""} Or approve exactly this: ${approve}`,
  };
}
