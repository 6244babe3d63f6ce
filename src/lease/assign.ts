import { createHash } from "node:crypto";

/** Which of so many shares an application belongs to, the same in every process and release. */
export function shareOf(application: string, shares: number): number {
  return score(application, "share") % shares;
}

/**
 * Which task each share is for: the one that scores highest for it (rendezvous hashing) of those that have not as many as they are to
 * have at most. Every task works it out for itself and comes to the same; when a task goes, its shares move and few others.
 */
export function assign(tasks: readonly string[], shares: number): ReadonlyMap<number, string> {
  const most = Math.ceil(shares / Math.max(1, tasks.length));
  const load = new Map<string, number>();
  const assigned = new Map<number, string>();
  for (let share = 0; share < shares; share += 1) {
    const open = tasks.filter((task) => (load.get(task) ?? 0) < most);
    const best = open.toSorted(
      (a, b) => score(b, String(share)) - score(a, String(share)) || (a < b ? -1 : 1),
    )[0];
    if (best === undefined) continue;
    assigned.set(share, best);
    load.set(best, (load.get(best) ?? 0) + 1);
  }
  return assigned;
}

/** A number below 2^32 that looks drawn by chance. */
function score(name: string, salt: string): number {
  return createHash("sha256").update(`${salt}/${name}`).digest().readUInt32BE(0);
}
