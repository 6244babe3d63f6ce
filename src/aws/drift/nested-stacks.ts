import type { NestedStack, StackToCheck } from "../../domain/drift-eyes.ts";
import { failureOf } from "../../domain/failure.ts";
import { type Observed, present, unreadable } from "../../domain/observed.ts";
import { operationOf, stackName } from "../../domain/stack.ts";
import { readStack } from "../read-stack.ts";
import type { Session } from "../sessions.ts";
import type { StackShelf } from "../stack-shelf.ts";
import type { StackParts } from "./stack-parts.ts";

/** How deep stacks are followed that nest stacks. */
const deepest = 3;

/** The stacks below a stack, read as the same principal. Those that have not changed since are not read again but for their description. */
export async function readNestedStacks(
  session: Session,
  parts: StackParts,
  shelf: StackShelf,
  stack: StackToCheck,
  signal?: AbortSignal,
): Promise<Observed<readonly NestedStack[]>> {
  const below = async (parent: StackToCheck, path: readonly string[]): Promise<readonly NestedStack[]> => {
    if (path.length >= deepest) return [];
    const children = (await parts(session, parent, signal)).filter(
      ({ type, physicalId }) => type === "AWS::CloudFormation::Stack" && physicalId !== "",
    );
    const found: NestedStack[] = [];
    for (const { logicalId, physicalId } of children) {
      const id = { ...parent.stack, name: stackName(physicalId.split("/")[1] ?? physicalId) };
      const child = await readStack(session, id, shelf, signal);
      const here = [...path, logicalId];
      found.push({ path: here, stack: child });
      if (child.kind === "present")
        found.push(...(await below({ ...parent, stack: id, asOf: operationOf(child.value) }, here)));
    }
    return found;
  };
  try {
    return present(await below(stack, []));
  } catch (error) {
    return unreadable(failureOf(error));
  }
}
