import type { JsonMap } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import type { ResourceRecord, StackRecord } from "./state.ts";

/** What an update does to a resource, in the words of stack policies. */
export type PolicyAction = "Update:Modify" | "Update:Replace" | "Update:Delete";

/**
 * Why the stack policy forbids an update of a resource; undefined when it allows it. A stack with a policy protects
 * everything that no statement allows.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function policyDenial(
  stack: StackRecord,
  resource: Pick<ResourceRecord, "logicalId" | "type">,
  action: PolicyAction,
): string | undefined {
  const policy = stack.operation?.policyDuringUpdate ?? stack.policy;
  if (policy === undefined) return undefined;
  const statements = isJsonList(policy["Statement"]) ? policy["Statement"].filter(isJsonMap) : [];
  const matching = statements
    .map((statement, index) => ({ statement, index }))
    .filter(({ statement }) => matches(statement, resource, action));
  const denied = matching.find(({ statement }) => statement["Effect"] === "Deny");
  const target = `for resource [LogicalResourceId/${resource.logicalId}]`;
  if (denied !== undefined) {
    return `Action denied by stack policy: Statement [#${denied.index + 1}] does not allow [${action}] ${target}`;
  }
  if (matching.some(({ statement }) => statement["Effect"] === "Allow")) return undefined;
  return `Action denied by stack policy: no statement allows [${action}] ${target}`;
}

function matches(
  statement: JsonMap,
  resource: Pick<ResourceRecord, "logicalId" | "type">,
  action: PolicyAction,
): boolean {
  const isAction =
    listed(statement["Action"], action) ||
    (statement["NotAction"] !== undefined && !listed(statement["NotAction"], action));
  const name = `LogicalResourceId/${resource.logicalId}`;
  const isResource =
    listed(statement["Resource"], name) ||
    (statement["NotResource"] !== undefined && !listed(statement["NotResource"], name));
  return isAction && isResource && isConditionMet(statement["Condition"], resource.type);
}

function isConditionMet(condition: unknown, type: string): boolean {
  if (typeof condition !== "object" || condition === null) return true;
  return Object.values(condition).every((tests: unknown) => {
    const wanted =
      typeof tests === "object" && tests !== null && "ResourceType" in tests ? tests.ResourceType : undefined;
    return wanted === undefined || listed(wanted, type);
  });
}

function listed(patterns: unknown, text: string): boolean {
  const list: readonly unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  return list.some((pattern) => typeof pattern === "string" && isMatch(pattern, text));
}

function isMatch(pattern: string, text: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  return new RegExp(`^${source}$`).test(text);
}
