import { type Evidence, placeText, rulesOf, type Statement } from "./evidence.ts";
import { markIn, stampIn } from "./stack-truth.ts";

/** A change that waits for others, or for a slow AWS, may be so old when it begins, in milliseconds. */
const longestWait = 3 * 3_600_000;

/** Heads of one branch: each with the time at which it was replaced. */
type Heads = { readonly commit: string; until: number; readonly marks: Readonly<Record<string, string>> }[];

export const statement1: Statement = {
  number: 1,
  says: "An environment only moves to the head of the branch that feeds it, or, by a person's `rollback`, to an earlier commit of it.",
  breaches: (evidence) => {
    const ruleOf = rulesOf(evidence);
    const heads = new Map<string, Heads>();
    const pinned = new Map<string, Set<string>>();
    return evidence.flatMap((item) => {
      note(item, heads, pinned);
      if (item.kind !== "called" || item.action !== "ExecuteChangeSet") return [];
      const { changeSet, place, at } = item;
      if (changeSet?.isAvailable !== true || place === undefined) return [];
      const rule = ruleOf(item.process, place);
      const stamp = stampIn(changeSet.body);
      if (rule === undefined || stamp === undefined) return [];
      const breach = (seen: string) => [
        { statement: 1, at, seen: `${placeText(place)} was moved to ${seen}` },
      ];
      if (stamp.branch !== rule.branch)
        return breach(`${stamp.branch}@${stamp.commit}, but ${rule.branch} feeds it`);
      const known = heads.get(`${place.application} ${rule.branch}`) ?? [];
      const found = known.filter(({ commit }) => commit === stamp.commit);
      if (found.length === 0) return breach(`${stamp.commit}, which never was the head of ${rule.branch}`);
      const workload = place.workload ?? "";
      const wanted = found[0]?.marks[workload];
      if (wanted !== undefined && wanted !== markIn(changeSet.body))
        return breach(`mark ${markIn(changeSet.body)}, but ${stamp.commit} says ${wanted}`);
      const isPinned = pinned.get(`${place.application}/${place.environment}`)?.has(stamp.commit) === true;
      // A refresh of functions leaves the stack at its commit: nothing is moved.
      if (stampIn(item.stack?.body ?? "")?.commit === stamp.commit) return [];
      const newest = Math.max(...found.map(({ until }) => until));
      if (rule.after === undefined && !isPinned && newest < at.getTime() - longestWait)
        return breach(
          `${stamp.commit}, which has not been the head of ${rule.branch} since ${new Date(newest).toISOString()}`,
        );
      return [];
    });
  },
};

function note(item: Evidence, heads: Map<string, Heads>, pinned: Map<string, Set<string>>): void {
  if (item.kind === "head-moved") {
    const key = `${item.application} ${item.branch}`;
    const known = heads.get(key) ?? [];
    const last = known.at(-1);
    if (last !== undefined) last.until = item.at.getTime();
    known.push({ commit: item.commit, until: Number.POSITIVE_INFINITY, marks: item.marks });
    heads.set(key, known);
  }
  if (item.kind === "decided" && item.what === "pin" && item.commit !== undefined) {
    const key = `${item.place.application}/${item.place.environment}`;
    pinned.set(key, new Set([...(pinned.get(key) ?? []), item.commit]));
  }
}
