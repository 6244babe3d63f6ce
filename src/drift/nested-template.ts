import type { DesiredStack } from "../domain/desired.ts";
import type { DriftFinding, Unchecked } from "../domain/drift.ts";
import type { NestedStack } from "../domain/drift-eyes.ts";
import type { JudgedPart } from "../domain/judged.ts";
import { partitionOf } from "../domain/partition.ts";
import type { ObservedStack, StackContent, TextMap } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import { isJsonMap } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { templateFindings } from "./template-findings.ts";

/** What is compared of a stack that another one nests. */
export interface NestedPair {
  readonly target: Target;
  readonly desired: DesiredStack;
  /** Templates of the stack as they were rendered. */
  readonly parts: readonly JudgedPart[];
  readonly nested: NestedStack;
}

/** What somebody changed in a nested stack itself, or why that cannot be said. */
export function nestedTemplate({
  target,
  desired,
  parts,
  nested,
}: NestedPair): readonly DriftFinding[] | Unchecked {
  const part = parts.find(({ name }) => name === "addons");
  // Only the addons' own template is rendered; what they nest in turn is compared by CloudFormation alone.
  if (part === undefined || nested.path.length !== 1) return [];
  const { stack } = nested;
  const [logicalId = ""] = nested.path;
  if (stack.kind === "unreadable") return stack.failure;
  if (stack.kind === "absent") return [];
  const { value } = stack;
  if (value.template.kind !== "read")
    return { reason: "StackBusy", message: `stack ${value.id.name} is ${value.status}` };
  const passed = passedParameters(desired, logicalId);
  const deployed: StackContent = {
    template: value.template.template,
    parameters: onlyOf(value.parameters, Object.keys(passed)),
    tags: withoutAwsTags(value.tags),
  };
  const wanted: StackContent = {
    template: part.template,
    parameters: onlyOf(passed, Object.keys(value.parameters)),
    tags: { ...desired.tags },
  };
  const cause = {
    kind: "ChangedOutside",
    message: "the nested stack was changed by itself, or its parent waits for a change of the addons",
    at: changedAt(value),
  } as const;
  return templateFindings({ target, stack: value.id, cause }, deployed, wanted);
}

/** The parameters that a stack gives to the one that it nests, as far as the template says them. */
function passedParameters(desired: DesiredStack, logicalId: string): TextMap {
  const { account, region, name } = desired.id;
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": name,
    "AWS::Partition": partitionOf(region),
  };
  const resources = resolveResources(desired.template, { parameters: desired.parameters, pseudo });
  const given = resources.get(logicalId)?.Properties?.["Parameters"];
  if (!isJsonMap(given)) return {};
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[key, String(value)]]
        : [],
    ),
  );
}

function onlyOf(values: TextMap, names: readonly string[]): TextMap {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function withoutAwsTags(tags: TextMap): TextMap {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));
}

function changedAt({ updatedAt, createdAt }: ObservedStack): Date {
  return updatedAt ?? createdAt;
}
