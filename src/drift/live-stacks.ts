import type { DriftFinding, DriftTarget, Unchecked } from "../domain/drift.ts";
import type { LiveFacts, NestedStack, StackComparison } from "../domain/drift-eyes.ts";
import type { Observed } from "../domain/observed.ts";
import { type ObservedStack, type StackId, stackKey } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import type { LiveStack } from "./live-layer.ts";

/** As much of a stack as a comparison with what is live needs. */
export type DeployedStack = Pick<ObservedStack, "id" | "template" | "parameters">;

/** What was found out of what is live. */
export interface LiveInput {
  /** By `stackKey` of the stack that nests. */
  readonly nested: ReadonlyMap<string, Observed<readonly NestedStack[]>>;
  /** By `stackKey`, nested stacks among them; one without an entry was not compared. */
  readonly comparisons: ReadonlyMap<string, StackComparison>;
  /** By `stackKey`. */
  readonly facts: ReadonlyMap<string, Observed<LiveFacts>>;
}

/** A target's stack and those that it nests, with what was found of each; nested ones that are gone, and what was not compared. */
export function liveStacksOf(
  target: Target,
  stack: DeployedStack,
  input: LiveInput,
): {
  readonly stacks: readonly LiveStack[];
  readonly deleted: readonly DriftFinding[];
  readonly missing: Unchecked | undefined;
} {
  const nested = input.nested.get(stackKey(stack.id));
  const below = nested?.kind === "present" ? nested.value : [];
  const all: readonly DeployedStack[] = [
    stack,
    ...below.flatMap(({ stack: one }) => (one.kind === "present" ? [one.value] : [])),
  ];
  const stacks = all.flatMap((one): readonly LiveStack[] => {
    if (one.template.kind !== "read") return [];
    const facts = input.facts.get(stackKey(one.id));
    return [
      {
        target,
        stack: one.id,
        template: one.template.template,
        parameters: one.parameters,
        comparison: input.comparisons.get(stackKey(one.id)),
        ...(facts === undefined ? {} : { facts }),
      },
    ];
  });
  const uncompared = stacks.find(({ comparison }) => comparison === undefined);
  const unreadable = nested?.kind === "unreadable" ? nested.failure : goneNested(below);
  const missing = unreadable ?? (uncompared === undefined ? undefined : notComparedYet(uncompared.stack));
  return { stacks, deleted: deletedNested(target, below, stack.id), missing };
}

/** Said of a stack that CloudFormation has not compared since it is known. */
export function notComparedYet({ name }: StackId): Unchecked {
  return {
    reason: "NotComparedYet",
    message: `stack ${name} was not compared with what is there yet`,
  };
}

function goneNested(below: readonly NestedStack[]): Unchecked | undefined {
  const [first] = below.flatMap(({ stack }) => (stack.kind === "unreadable" ? [stack.failure] : []));
  return first;
}

/** A nested stack that was deleted behind its parent. */
function deletedNested(
  target: Target,
  below: readonly NestedStack[],
  parent: StackId,
): readonly DriftFinding[] {
  return below.flatMap(({ path, stack }) =>
    stack.kind === "absent"
      ? [
          {
            ...target,
            layer: "live",
            stack: parent,
            subject: { kind: "resource", logicalId: path.at(-1) ?? "", type: "AWS::CloudFormation::Stack" },
            departure: "deleted",
            path: "",
          } as const,
        ]
      : [],
  );
}

/** How many resources were compared, and how many are of types that cannot be; nothing where none was. */
export function countsOf(stacks: readonly LiveStack[]): {
  readonly resources?: NonNullable<DriftTarget["resources"]>;
} {
  const compared = stacks.flatMap(({ comparison }) =>
    comparison?.kind === "compared" ? comparison.resources : [],
  );
  if (compared.length === 0) return {};
  const all = stacks.reduce((sum, { template, parameters }) => {
    return sum + resolveResources(template, { parameters, pseudo: {} }).size;
  }, 0);
  return { resources: { compared: compared.length, unsupported: Math.max(0, all - compared.length) } };
}
