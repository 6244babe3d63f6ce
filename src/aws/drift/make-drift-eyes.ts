import type { Clock } from "../../domain/clock.ts";
import type { DriftEyes, Pace, StackToCheck } from "../../domain/drift-eyes.ts";
import type { Session, Sessions } from "../sessions.ts";
import { makeStackShelf } from "../stack-shelf.ts";
import { makeCompareStacks } from "./compare-stacks.ts";
import { isUnchanged } from "./is-unchanged.ts";
import { readNestedStacks } from "./nested-stacks.ts";
import { pacedSession } from "./paced-session.ts";
import { readLive, readScalingOf, readSecretsOf, readServicesOf } from "./read-live.ts";
import { makeSecretReader } from "./read-secrets.ts";
import { makeStackParts } from "./stack-parts.ts";
import { makeTurns, whoChanged } from "./who-changed.ts";

/** AWS behind the port `DriftEyes`: everything is read as the environment's look role, else as Copilot's manager role. */
export function makeDriftEyes(sessions: Sessions, clock: Clock): DriftEyes {
  const parts = makeStackParts();
  const shelf = makeStackShelf();
  const compare = makeCompareStacks(clock);
  const secrets = makeSecretReader();
  const turn = makeTurns(clock);
  const open = ({ record, roles }: StackToCheck): Session =>
    sessions.compareAs(roles.look ?? record.managerRoleArn, record.region);
  const eyes = (sessionOf: (stack: StackToCheck) => Session): DriftEyes => {
    const withSession = <Stack extends StackToCheck>(
      stack: Stack,
    ): Stack & { readonly session: Session } => ({
      ...stack,
      session: sessionOf(stack),
    });
    return {
      nestedStacks: (stack, signal) => readNestedStacks(sessionOf(stack), parts, shelf, stack, signal),
      compareStacks: (stacks, patience, signal) =>
        compare(
          stacks.map((stack) => ({ session: sessionOf(stack), stack })),
          patience,
          signal,
        ),
      readLive: (stacks, signal) => readLive(stacks.map(withSession), { parts, secrets }, signal),
      readServices: (stacks, signal) => readServicesOf(stacks.map(withSession), parts, signal),
      readScaling: (stacks, signal) => readScalingOf(stacks.map(withSession), parts, signal),
      readSecrets: (stacks, signal) => readSecretsOf(stacks.map(withSession), secrets, signal),
      isUnchanged: (stack, signal) => isUnchanged(sessionOf(stack), stack, signal),
      whoChanged: ({ stack, names }, signal) =>
        whoChanged(sessionOf(stack), names, () => turn(stack.stack, signal), signal),
      paced: (pace) => eyes(pacing(open, pace)),
    };
  };
  return eyes(open);
}

/** Paced sessions, each made once: reads are grouped by their session. */
function pacing(open: (stack: StackToCheck) => Session, pace: Pace): (stack: StackToCheck) => Session {
  const paced = new Map<Session, Session>();
  return (stack) => {
    const session = open(stack);
    const known = paced.get(session) ?? pacedSession(session, stack.stack.account, pace);
    paced.set(session, known);
    return known;
  };
}
