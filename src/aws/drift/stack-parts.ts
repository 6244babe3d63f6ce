import { DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import type { StackToCheck } from "../../domain/drift-eyes.ts";
import { stackKey } from "../../domain/stack.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";

/** A resource of a stack: what it is and what it is called there. */
export interface StackPart {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** Which resources stacks have, asked once for each operation on a stack. */
export type StackParts = (
  session: Session,
  stack: StackToCheck,
  signal?: AbortSignal,
) => Promise<readonly StackPart[]>;

/** Kept for so many stacks. */
const mostKept = 20_000;

/**
 * Needs `cloudformation:DescribeStackResources`, which lists a hundred resources at most
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html); stacks of Copilot have some forty.
 */
export function makeStackParts(): StackParts {
  const known = new Map<string, { readonly asOf: string; readonly parts: readonly StackPart[] }>();
  return async (session, { stack, asOf }, signal) => {
    const key = stackKey(stack);
    const before = known.get(key);
    if (before?.asOf === asOf) return before.parts;
    const answer = await session.cloudformation
      .send(new DescribeStackResourcesCommand({ StackName: stack.name }), abortable(signal))
      .catch((error: unknown) => {
        throw translateAwsError(error, `list the resources of stack ${key}`);
      });
    const parts = (answer.StackResources ?? []).map((resource) => ({
      logicalId: resource.LogicalResourceId ?? "",
      physicalId: resource.PhysicalResourceId ?? "",
      type: resource.ResourceType ?? "",
    }));
    if (known.size >= mostKept) known.clear();
    known.set(key, { asOf, parts });
    return parts;
  };
}
