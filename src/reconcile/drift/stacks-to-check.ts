import type { NestedStack, StackToCheck } from "../../domain/drift-eyes.ts";
import type { Observed } from "../../domain/observed.ts";
import { type ObservedStack, operationOf, stackKey } from "../../domain/stack.ts";
import { situationOf } from "../../domain/stack-status.ts";
import type { Template } from "../../domain/template.ts";
import type { Look } from "../look.ts";

/** A deployed stack at rest, with its template. */
export interface CheckableStack extends StackToCheck {
  readonly template: Template;
}

/** Every stack of an application that can be compared with what is there: one that is being changed cannot. */
export function stacksToCheck(seen: Look): readonly CheckableStack[] {
  return [...seen.observed.environments.values()].flatMap(({ environment, record, stack, workloads }) => {
    if (record.kind !== "present") return [];
    const roles = seen.roles.get(environment) ?? {};
    return [stack, ...workloads.values()].flatMap((one) => {
      if (!isAtRest(one) || one.value.template.kind !== "read") return [];
      const { id } = one.value;
      const { template } = one.value.template;
      return [{ record: record.value, roles, stack: id, asOf: operationOf(one.value), template }];
    });
  });
}

function isAtRest(stack: Observed<ObservedStack>): stack is Extract<typeof stack, { kind: "present" }> {
  return stack.kind === "present" && ["ready", "stuck"].includes(situationOf(stack.value.status));
}

/** Whether a stack's template has a stack in it. */
export function hasNested({ template }: CheckableStack): boolean {
  return Object.values(template.Resources).some(({ Type: type }) => type === "AWS::CloudFormation::Stack");
}

/** Whether a stack's template scales its service. */
export function isScaled({ template }: CheckableStack): boolean {
  return Object.values(template.Resources).some(
    ({ Type: type }) => type === "AWS::ApplicationAutoScaling::ScalableTarget",
  );
}

/** The stack as the port takes it. */
export function checkOf({ record, roles, stack, asOf }: CheckableStack): StackToCheck {
  return { record, roles, stack, asOf };
}

/** The nested stacks that were found, to be compared one by one: a comparison of their parent leaves them out. */
export function nestedChecks(
  stacks: readonly CheckableStack[],
  nested: ReadonlyMap<string, Observed<readonly NestedStack[]>>,
): readonly StackToCheck[] {
  return stacks.flatMap((parent) => {
    const below = nested.get(stackKey(parent.stack));
    if (below?.kind !== "present") return [];
    return below.value.flatMap(({ stack }) =>
      isAtRest(stack) ? [{ ...checkOf(parent), stack: stack.value.id, asOf: operationOf(stack.value) }] : [],
    );
  });
}
