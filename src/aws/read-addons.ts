import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import { addonsStackId } from "../domain/addons-stack-id.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { type StackContent, type StackId, stackName } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import { readStack } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import type { StackShelf } from "./stack-shelf.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/**
 * Reads the nested stack of a stack's addons. Needs `cloudformation:DescribeStackResource`, and for the nested stack what `readStack`
 * needs. While an operation runs in it, it is unreadable.
 */
export async function readAddons(
  session: Session,
  stack: StackId,
  shelf: StackShelf,
  signal?: AbortSignal,
): Promise<Observed<StackContent>> {
  const name = await nestedName(session, stack, signal).catch((error: unknown) =>
    unreadable(failureOf(translateAwsError(error, `find the addons of stack ${stack.name}`))),
  );
  if (typeof name === "object") return name;
  if (name === undefined) return absent;
  const nested = await readStack(session, { ...stack, name: stackName(name) }, shelf, signal);
  if (nested.kind !== "present") return nested;
  const { template, parameters, tags } = nested.value;
  if (template.kind === "read") return present({ template: template.template, parameters, tags });
  return unreadable({
    disposition: "wait",
    reason: "StackBusy",
    message: `stack ${name} of the addons is ${nested.value.status}`,
  });
}

async function nestedName(
  session: Session,
  stack: StackId,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStackResourceCommand({ StackName: stack.name, LogicalResourceId: addonsStackId }),
      abortable(signal),
    );
    // A stack's physical id is its ARN.
    return answer.StackResourceDetail?.PhysicalResourceId?.split("/")[1];
  } catch (error) {
    if (isStackMissing(error)) return undefined;
    throw error;
  }
}
