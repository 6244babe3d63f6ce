import type { Finding } from "../../domain/finding.ts";
import { healingBrake } from "../../domain/healing.ts";
import { type WordNeeded, wordNeeded } from "../../domain/word-needed.ts";
import { isOpen, names, namesItself, objectionTo } from "../approvals.ts";
import type { Obstacle, Rule } from "../situation.ts";

/**
 * In the mode `approve` a step needs a person's approval that names it, has not expired and comes from somebody who may approve. What
 * belongs to a class of `approvalFor` needs one in every mode, too. What deletes something, and what a rule of the policy asks about,
 * needs one in every mode, and one that names exactly it: no class of steps covers it.
 */
export const notApproved: Rule = (step, situation) => {
  const { plan, records, now, rules, identities, authors } = situation;
  const word = wordNeeded(step, plan);
  if (word === undefined) return undefined;
  const isNamedOnly = word.kind === "deletion" || word.kind === "policy";
  const naming = records.approvals.filter(
    (approval) =>
      approval.environment === step.environment &&
      (isNamedOnly ? namesItself(approval, step) : names(approval, step)),
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
  if (expired !== undefined)
    return {
      reason: "ApprovalExpired",
      because: `its approval of ${expired.at.toISOString()} ended at ${expired.until.toISOString()} or was used up`,
      remedy,
    };
  if (word.kind === "policy") return askedByPolicy(word.asks, remedy);
  return { reason: "ApprovalMissing", because: whyAsked(word, step.environment), remedy };
};

function whyAsked(word: Exclude<WordNeeded, { readonly kind: "policy" }>, environment: string): string {
  switch (word.kind) {
    case "deletion":
      return "every deletion needs a person's approval, and nobody has approved this one";
    case "healing":
      return word.why === "always"
        ? `${environment} asks a person's approval to put live settings back (drift.heal is approve), and nobody has given it`
        : `it was put back ${healingBrake.times} times within a day and somebody has changed it again: who means it should say so in Git, and whoever wants it put back has to approve that`;
    case "danger":
      return `it changes ${word.dangers.join(" and ")}, for which ${environment} asks a person's approval, and nobody has given it`;
    case "mode":
      return `the mode of ${environment} is approve, and nobody has approved this step`;
  }
}

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
