import type { PromotionRules } from "../domain/promotion.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Arrival, Trail } from "../domain/trail.ts";
import { passing } from "./passing.ts";

/** What a pass saw of an environment. */
export interface Sighting {
  readonly commit: CommitSha;
  readonly at: Date;
  /** Everything that the commit asks for is deployed. */
  readonly isThere: boolean;
  /** `unclear`: it is changing, or could not be looked at. */
  readonly health: "well" | "ill" | "unclear";
  /** A person sent it there: what came after does not count any more. */
  readonly isPinned: boolean;
}

/**
 * The trail after a sighting. A commit's soak runs on when a newer one arrives; it begins again only when the environment is seen ill
 * while the commit is the one that runs. Answers the same object when nothing changed, so that nothing is written for it.
 */
export function walked(trail: Trail, rules: PromotionRules, seen: Sighting): Trail {
  const arrivals = withHealth(withArrival(trail.arrivals, seen), seen);
  if (arrivals === trail.arrivals) return trail;
  const isPassed = (arrival: Arrival): boolean => passing(rules, arrival, seen.at).kind === "passed";
  return { ...trail, arrivals: trimmed(arrivals, isPassed) };
}

/** How long a commit has run well, or since when it has to count again. */
export function arrivalOf(trail: Trail | undefined, commit: CommitSha): Arrival | undefined {
  return trail?.arrivals.find((arrival) => arrival.commit === commit);
}

/** Room in a parameter of 4 KB, with gates and commit ids of SHA-256. */
const mostArrivals = 12;

function withArrival(arrivals: readonly Arrival[], seen: Sighting): readonly Arrival[] {
  const { commit, at } = seen;
  if (!seen.isThere || arrivals.at(-1)?.commit === commit) return arrivals;
  const index = arrivals.findIndex((arrival) => arrival.commit === commit);
  if (index >= 0 && seen.isPinned) return arrivals.slice(0, index + 1);
  return [...arrivals.filter((arrival) => arrival.commit !== commit), { commit, at }];
}

function withHealth(arrivals: readonly Arrival[], seen: Sighting): readonly Arrival[] {
  const last = arrivals.at(-1);
  if (!seen.isThere || last === undefined) return arrivals;
  if (seen.health === "well" && last.wellSince === undefined)
    return [...arrivals.slice(0, -1), { ...last, wellSince: seen.at }];
  if (seen.health === "ill" && last.wellSince !== undefined) {
    const { wellSince: _ended, ...ill } = last;
    return [...arrivals.slice(0, -1), ill];
  }
  return arrivals;
}

/**
 * At most twelve. First go the oldest of those that passed, but for the one that passed last. Then, of those that have still to pass,
 * the one that came closest after its forerunner, so that those that stay are spread evenly over the soak; never the newest.
 */
function trimmed(arrivals: readonly Arrival[], isPassed: (arrival: Arrival) => boolean): readonly Arrival[] {
  if (arrivals.length <= mostArrivals) return arrivals;
  if (arrivals.filter(isPassed).length > 1)
    return trimmed(arrivals.toSpliced(arrivals.findIndex(isPassed), 1), isPassed);
  const gaps = arrivals.map((arrival, index) =>
    index === 0 || index === arrivals.length - 1
      ? Number.POSITIVE_INFINITY
      : arrival.at.getTime() - (arrivals[index - 1]?.at.getTime() ?? 0),
  );
  const closest = gaps.indexOf(Math.min(...gaps));
  return trimmed(arrivals.toSpliced(closest, 1), isPassed);
}
