import { type Breach, type Evidence, placeText, rulesOf, type Statement } from "./evidence.ts";

/** What stands for longer than this is no longer news to any reader, in milliseconds; AWS's lists may lag by seconds. */
const settled = 10 * 60_000;

/** Statuses in which a name bears no stack that anybody would look for. */
const unborn = /^(?:REVIEW_IN_PROGRESS|DELETE_|ROLLBACK_COMPLETE|CREATE_IN_PROGRESS)/;

export const statement2: Statement = {
  number: 2,
  says: "Absent and unreadable are never confused: what could not be read is held, never created or deleted.",
  breaches: (evidence) => {
    const ruleOf = rulesOf(evidence);
    const asked = new Map<string, ReadonlyMap<string, Date>>();
    return evidence.flatMap((item): readonly Breach[] => {
      if (item.kind === "head-moved") {
        const branch = `${item.application} ${item.branch}`;
        const before = asked.get(branch);
        asked.set(
          branch,
          new Map(Object.keys(item.marks).map((name) => [name, before?.get(name) ?? item.at])),
        );
      }
      if (item.kind === "looked")
        return item.standing
          .filter(({ since }) => isOld(since, item))
          .map(({ stack, since }) => ({
            statement: 2,
            at: item.at,
            seen: `the plan makes ${stack}, which has stood since ${since.toISOString()}`,
          }));
      if (item.kind !== "called" || item.stack === undefined) return [];
      const { stack, place, at } = item;
      const isCreation = item.action === "CreateChangeSet" && item.input["ChangeSetType"] === "CREATE";
      if (isCreation && !unborn.test(stack.status) && isOld(stack.createdAt, item))
        return [{ statement: 2, at, seen: `${stack.name} was to be made although it is ${stack.status}` }];
      if (item.action !== "DeleteStack" || place?.workload === undefined || unborn.test(stack.status))
        return [];
      if (!/^(?:CREATE|UPDATE|IMPORT)(?:_ROLLBACK)?_COMPLETE$/.test(stack.status)) return [];
      const rule = ruleOf(item.process, place);
      // A commit that asks for it again may come while the deletion begins.
      const since = asked.get(`${place.application} ${rule?.branch ?? ""}`)?.get(place.workload);
      return since !== undefined && isOld(since, item)
        ? [{ statement: 2, at, seen: `${placeText(place)} was deleted although ${rule?.branch} asks for it` }]
        : [];
    });
  },
};

function isOld(since: Date, { at }: Evidence): boolean {
  return at.getTime() - since.getTime() > settled;
}
