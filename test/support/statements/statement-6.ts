import { type Breach, type Called, type Statement } from "./evidence.ts";

/** Whoever looked before an operation began may still try for so long, and is refused, in milliseconds. */
const news = 60_000;

/** Calls that begin to change a stack, or prepare that. */
const beginning = new Set([
  "ExecuteChangeSet",
  "CreateChangeSet",
  "UpdateStack",
  "ContinueUpdateRollback",
  "RollbackStack",
]);

export const statement6: Statement = {
  number: 6,
  says: "A newer commit overtakes an older one that waits. A running update ends early only through CloudFormation's own cancel, while it fails by a stated rule; never two operations on one stack.",
  breaches: (evidence) =>
    evidence.flatMap((item): readonly Breach[] => {
      if (item.kind !== "called" || item.stack?.operation === undefined) return [];
      const { stack, at, action } = item;
      const { since, token, kind } = stack.operation ?? {};
      const breach = (what: string) => [
        {
          statement: 6,
          at,
          seen: `${stack.name} ${what} (${stack.status} since ${since?.toISOString()}, ${token ?? kind})`,
        },
      ];
      const isOwn = token?.startsWith("autoland-") === true;
      if (action === "CancelUpdateStack" && !isOwn)
        return breach("was cancelled, an update of somebody else's");
      if (action === "DeleteStack" && kind === "update")
        return breach("was to be deleted while it was updated");
      if (action === "DeleteStack" && kind === "create" && !isOwn)
        return breach("was to be deleted while somebody else made it");
      if (!beginning.has(action) || isRepeated(item)) return [];
      return at.getTime() - (since?.getTime() ?? 0) > news
        ? breach("was to be changed while it changed")
        : [];
    }),
};

/** A request that is sent again because its answer was lost, by its token, and the second execution of a change set: nothing comes of either. */
function isRepeated({ action, input, changeSet, stack }: Called): boolean {
  const token = input["ClientRequestToken"];
  if (token !== undefined && token === stack?.operation?.token) return true;
  return (
    action === "ExecuteChangeSet" &&
    (changeSet?.isAvailable !== true || stack?.operation?.token === changeSet.name)
  );
}
