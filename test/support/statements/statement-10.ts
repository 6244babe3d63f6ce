import { placeText, rulesOf, type Statement } from "./evidence.ts";

export const statement10: Statement = {
  number: 10,
  says: "The first contact with an application changes nothing in it: environments start in `look`.",
  breaches: (evidence) => {
    const ruleOf = rulesOf(evidence);
    return evidence.flatMap((item) => {
      if (item.kind !== "called" || !item.isWrite || item.place === undefined) return [];
      const rule = ruleOf(item.process, item.place);
      return rule?.mode === "look"
        ? [
            {
              statement: 10,
              at: item.at,
              seen: `${item.service}:${item.action} was called for ${placeText(item.place)}, which is only to be looked at`,
            },
          ]
        : [];
    });
  },
};
