import type { Clock } from "../../domain/clock.ts";
import type { DriftEyes, StackToCheck } from "../../domain/drift-eyes.ts";
import type { Session, Sessions } from "../sessions.ts";
import { makeStackShelf } from "../stack-shelf.ts";
import { makeCompareStacks } from "./compare-stacks.ts";
import { readNestedStacks } from "./nested-stacks.ts";
import { readLive } from "./read-live.ts";
import { makeSecretReader } from "./read-secrets.ts";
import { makeStackParts } from "./stack-parts.ts";
import { whoChanged } from "./who-changed.ts";

/** AWS behind the port `DriftEyes`: everything is read as the environment's look role, else as Copilot's manager role. */
export function makeDriftEyes(sessions: Sessions, clock: Clock): DriftEyes {
  const parts = makeStackParts();
  const shelf = makeStackShelf();
  const compare = makeCompareStacks(clock);
  const secrets = makeSecretReader(clock);
  const sessionOf = ({ record, roles }: StackToCheck): Session =>
    sessions.compareAs(roles.look ?? record.managerRoleArn, record.region);
  return {
    nestedStacks: (stack, signal) => readNestedStacks(sessionOf(stack), parts, shelf, stack, signal),
    compareStacks: (stacks, patience, signal) =>
      compare(
        stacks.map((stack) => ({ session: sessionOf(stack), stack })),
        patience,
        signal,
      ),
    readLive: (stacks, signal) =>
      readLive(
        stacks.map((stack) => ({ ...stack, session: sessionOf(stack) })),
        { parts, secrets },
        signal,
      ),
    whoChanged: ({ stack, names }, signal) => whoChanged(sessionOf(stack), names, signal),
  };
}
