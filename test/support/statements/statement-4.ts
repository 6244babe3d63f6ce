import type { ResourceEffect } from "../../../src/domain/step-effects.ts";
import { type Breach, type ChangeSetTruth, type Statement } from "./evidence.ts";

export const statement4: Statement = {
  number: 4,
  says: "What is applied is what was planned: every change that CloudFormation lists is explained by the plan before it is executed.",
  breaches: (evidence) =>
    evidence.flatMap((item): readonly Breach[] => {
      if (item.kind !== "called" || item.action !== "ExecuteChangeSet") return [];
      const { changeSet, stack, at } = item;
      if (changeSet?.isAvailable !== true) return [];
      const { planned } = changeSet;
      if (planned === undefined)
        return [
          { statement: 4, at, seen: `${changeSet.name} of ${stack?.name} was executed without a plan` },
        ];
      return changeSet.changes
        .filter((change) => !isPlanned(change, planned[change.logicalId]))
        .map(({ action, logicalId, type, replacement }) => ({
          statement: 4,
          at,
          seen: `${stack?.name}: ${action} of ${logicalId} (${type}, replacement ${replacement ?? "none"}) was executed, planned was ${JSON.stringify(planned[logicalId]) ?? "nothing"}`,
        }));
    }),
};

function isPlanned(change: ChangeSetTruth["changes"][number], effect: ResourceEffect | undefined): boolean {
  switch (change.action) {
    case "Add":
      return effect?.kind === "add";
    case "Remove":
      return effect?.kind === "remove";
    default:
      return (
        (effect?.kind === "modify" || effect?.kind === "follow") &&
        (change.replacement !== "True" || effect.replacement !== "no")
      );
  }
}
