import type { JsonMap } from "../../../domain/template.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";

/** Where a rule sends what it matches. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** What EventBridge acts as towards another bus. */
  readonly roleArn?: string | undefined;
  /** A fixed text instead of the event. */
  readonly input?: string | undefined;
  /** A path such as `$.detail` whose value is sent instead of the event. */
  readonly inputPath?: string | undefined;
}

/** A rule of the default event bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  pattern: JsonMap | undefined;
  schedule: string | undefined;
  description: string | undefined;
  enabled: boolean;
  readonly targets: Map<string, RuleTarget>;
}

/** The rules of the default bus here, by name. */
export const rules: Cell<Map<string, Rule>> = {
  name: "eventbridge/rules",
  scope: "region",
  initial: () => new Map(),
};

/** The ARN of a rule of the default bus. */
export function ruleArn({ partition, region, account }: CallContext, name: string): string {
  return `arn:${partition}:events:${region}:${account}:rule/${name}`;
}

/** The rule, or EventBridge's refusal. */
export function requireRule(context: CallContext, name: string | undefined): Rule {
  const rule = context.state(rules).get(name ?? "");
  if (rule !== undefined) return rule;
  throw clientFault("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
}

/** Makes or overwrites a rule; its targets stay. */
export function putRuleRecord(context: CallContext, rule: Omit<Rule, "arn" | "targets">): Rule {
  const all = context.state(rules);
  const made = {
    ...rule,
    arn: ruleArn(context, rule.name),
    targets: all.get(rule.name)?.targets ?? new Map(),
  };
  all.set(rule.name, made);
  return made;
}
