import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import { parseStackStatus, situationOf } from "../domain/stack-status.ts";
import { pollDelay } from "./poll-delay.ts";
import { describe } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** How long a stack of roles may take, in milliseconds: 45 minutes, as long as operations on StackSets are waited for. */
const deadline = 45 * 60_000;

/**
 * The stack once no operation runs on it, whoever began that; undefined when there is none. `name` may be an ARN, by which a stack that
 * was deleted is found, too. Throws `StackBusy` when it takes longer than three quarters of an hour.
 */
export async function awaitRest(
  { session, clock }: { readonly session: Session; readonly clock: Clock },
  name: string,
  signal?: AbortSignal,
): Promise<Stack | undefined> {
  const until = clock.now().getTime() + deadline;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    const stack = await describe(session, name, signal).catch((error: unknown) => {
      throw translateAwsError(error, `look at stack ${name}`);
    });
    if (stack === undefined || situationOf(parseStackStatus(stack.StackStatus)) !== "busy") return stack;
    await clock.sleep(pollDelay(attempt), signal);
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "StackBusy",
    message: `stack ${name} has been changing for ${deadline / 60_000} minutes`,
    remedy: `See what it waits for: aws cloudformation describe-stack-events --stack-name ${name}`,
  });
}
