import { failureOf } from "../domain/failure.ts";
import type { Failure } from "../domain/failure.ts";
import type { Revision } from "../domain/revision.ts";
import type { Warrants } from "../domain/warrants.ts";
import type { ChosenRevision } from "./choose-revisions.ts";

/**
 * Refuses each chosen commit that lacks what the operator requires (`source.require`): its environment is held with the reason, and
 * nothing of the commit is read. What cannot be told holds in the same way. Environments of one branch at one commit are asked about once.
 */
export async function refuseUnwarranted(
  warrants: Warrants | undefined,
  chosen: ReadonlyMap<string, ChosenRevision>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ChosenRevision>> {
  if (warrants === undefined) return chosen;
  const asked = new Map<string, Promise<Failure | undefined>>();
  const lackingOnce = (revision: Revision): Promise<Failure | undefined> => {
    const key = `${revision.branch} ${revision.commit}`;
    const known = asked.get(key) ?? lackingOrUntold(warrants, revision, signal);
    asked.set(key, known);
    return known;
  };
  const judged = await Promise.all(
    [...chosen].map(async ([environment, found]): Promise<readonly [string, ChosenRevision]> => {
      if (found.kind !== "at") return [environment, found];
      const { revision } = found;
      const lacking = await lackingOnce(revision);
      if (lacking === undefined) return [environment, found];
      const { reason, message, remedy } = lacking;
      const held = {
        environment,
        reason,
        message,
        ...(remedy === undefined ? {} : { remedy }),
        findings: [],
      };
      return [environment, { kind: "refused", revision, held }];
    }),
  );
  return new Map(judged);
}

async function lackingOrUntold(
  warrants: Warrants,
  revision: Revision,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  try {
    return await warrants.lacking(revision, signal);
  } catch (error) {
    signal.throwIfAborted();
    return failureOf(error);
  }
}
