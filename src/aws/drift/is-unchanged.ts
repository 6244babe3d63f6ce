import type { StackToCheck } from "../../domain/drift-eyes.ts";
import { failureOf } from "../../domain/failure.ts";
import { type Observed, present, unreadable } from "../../domain/observed.ts";
import { stackKey } from "../../domain/stack.ts";
import { describe, lastChanged } from "../read-stack.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";

/** Whether a stack's last operation is still the one that is known (`operationOf`). Needs `cloudformation:DescribeStacks`; one call. */
export async function isUnchanged(
  session: Session,
  { stack, asOf }: StackToCheck,
  signal?: AbortSignal,
): Promise<Observed<boolean>> {
  try {
    const described = await describe(session, stack.name, signal);
    if (described === undefined) return present(false);
    const now = `${described.StackId} ${lastChanged(described).toISOString()} ${described.StackStatus}`;
    return present(now === asOf);
  } catch (error) {
    return unreadable(
      failureOf(translateAwsError(error, `see whether stack ${stackKey(stack)} has changed`)),
    );
  }
}
