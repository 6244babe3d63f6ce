import { type Breach, placeText, rulesOf, type Statement } from "./evidence.ts";

export const statement5: Statement = {
  number: 5,
  says: "Nothing that holds data is replaced or deleted without a person's word (what a failed operation itself has just made excepted). Prune is off until asked for.",
  breaches: (evidence) => {
    const ruleOf = rulesOf(evidence);
    const approved = new Set<string>();
    return evidence.flatMap((item): readonly Breach[] => {
      if (item.kind === "decided" && item.what === "approval")
        approved.add(`${item.place.application}/${item.place.environment}`);
      if (item.kind !== "called" || item.place === undefined) return [];
      const { changeSet, stack, place, at } = item;
      if (item.action === "ExecuteChangeSet" && changeSet?.isAvailable === true)
        return changeSet.changes
          .filter(({ losesData }) => losesData)
          .map(({ logicalId, type, action }) => ({
            statement: 5,
            at,
            seen: `${logicalId} (${type}) of ${stack?.name} holds data and was to go: ${action}`,
          }));
      if (item.action !== "DeleteStack" || stack === undefined) return [];
      if (!/^(?:CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) return [];
      const breach = (why: string) => [{ statement: 5, at, seen: `${stack.name} was to be deleted ${why}` }];
      const rule = ruleOf(item.process, place);
      const held = Object.keys(stack.data).filter((id) => rule?.mayBeLost.includes(id) !== true);
      if (held.length > 0) return breach(`with ${held.join(", ")} in it, which hold data`);
      if (rule?.prunes !== true) return breach("although nobody asked for prune");
      const environment = `${place.application}/${place.environment}`;
      return approved.has(environment) ? [] : breach(`although nobody approved it for ${placeText(place)}`);
    });
  },
};
