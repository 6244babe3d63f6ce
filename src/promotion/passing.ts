import type { PromotionRules } from "../domain/promotion.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Arrival, Trail } from "../domain/trail.ts";

/** How far a commit has come in an environment, as seen by those that come after it. */
export type Passing =
  | { readonly kind: "passed" }
  | {
      readonly kind: "open";
      readonly reason: "WaitingForEnvironment" | "Soaking" | "GateOpen" | "GateFailed";
      /** Completes "production comes after staging, …". */
      readonly because: string;
      readonly until?: Date;
    };

/** Whether a commit has passed an environment: it came there, ran well for long enough, and its gate is green. */
export function passing(rules: PromotionRules, arrival: Arrival | undefined, now: Date): Passing {
  if (arrival === undefined)
    return { kind: "open", reason: "WaitingForEnvironment", because: "which is not at this commit yet" };
  if (arrival.wellSince === undefined)
    return {
      kind: "open",
      reason: "WaitingForEnvironment",
      because: "which has not been seen to run this commit well",
    };
  const until = new Date(arrival.wellSince.getTime() + rules.soak);
  if (now < until)
    return {
      kind: "open",
      reason: "Soaking",
      because: `where this commit has to run well until ${until.toISOString()}`,
      until,
    };
  if (rules.gate === undefined) return { kind: "passed" };
  if (arrival.gate === undefined)
    return { kind: "open", reason: "GateOpen", because: `whose gate is not green for this commit yet` };
  if (!arrival.gate.passed)
    return {
      kind: "open",
      reason: "GateFailed",
      because: `whose gate failed for this commit: ${arrival.gate.detail}`,
    };
  return { kind: "passed" };
}

/** The commits of a trail that have passed, the one that came last first. */
export function passedCommits(
  rules: PromotionRules,
  trail: Trail | undefined,
  now: Date,
): readonly CommitSha[] {
  return (trail?.arrivals ?? [])
    .filter((arrival) => passing(rules, arrival, now).kind === "passed")
    .map(({ commit }) => commit)
    .toReversed();
}
