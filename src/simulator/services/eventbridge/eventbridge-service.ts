import type {
  ListRulesRequest,
  PutEventsRequest,
  PutRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
} from "@aws-sdk/client-eventbridge";
import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { deliverEvent } from "./deliver-event.ts";
import { checkPattern } from "./match-pattern.ts";
import { publishEvent } from "./publish-event.ts";
import { putRuleRecord, requireRule, ruleArn, rules, type Rule } from "./rule-state.ts";

/** EventBridge: rules of the default bus by pattern, with queues as targets. Schedules are kept and never ring. */
export const eventBridgeService: ServiceModel = {
  name: "eventbridge",
  iamPrefix: "events",
  errors: jsonErrors,
  operations: {
    PutRule: onRule("PutRule", putRule),
    DescribeRule: onRule("DescribeRule", describeRule),
    DeleteRule: onRule("DeleteRule", deleteRule),
    EnableRule: onRule("EnableRule", (context: CallContext, input: RuleInput) =>
      switchRule(context, input, "on"),
    ),
    DisableRule: onRule("DisableRule", (context: CallContext, input: RuleInput) =>
      switchRule(context, input, "off"),
    ),
    ListRules: operation(listRules),
    PutTargets: onRule("PutTargets", putTargets),
    RemoveTargets: onRule("RemoveTargets", removeTargets),
    ListTargetsByRule: onRule("ListTargetsByRule", listTargetsByRule),
    PutEvents: operation(putEvents),
  },
  events: { deliver: deliverEvent },
};

interface RuleInput {
  readonly Name?: string | undefined;
  readonly Rule?: string | undefined;
  readonly EventBusName?: string | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
function putRule(context: CallContext, input: PutRuleRequest): object {
  if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
    throw clientFault(
      "ValidationException",
      "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    );
  }
  const rule = putRuleRecord(context, {
    name: input.Name ?? "",
    pattern: readPattern(input.EventPattern),
    schedule: input.ScheduleExpression,
    description: input.Description,
    enabled: input.State !== "DISABLED",
  });
  return { RuleArn: rule.arn };
}

function describeRule(context: CallContext, input: RuleInput): object {
  return describe(requireRule(context, input.Name));
}

/** DeleteRule: a rule that is not there is no error; one with targets is refused. */
function deleteRule(context: CallContext, input: RuleInput): object {
  const rule = context.state(rules).get(input.Name ?? "");
  if (rule !== undefined && rule.targets.size > 0) {
    throw clientFault("ValidationException", "Rule can't be deleted since it has targets.");
  }
  context.state(rules).delete(input.Name ?? "");
  return {};
}

function switchRule(context: CallContext, input: RuleInput, to: "on" | "off"): object {
  requireRule(context, input.Name).enabled = to === "on";
  return {};
}

function listRules(context: CallContext, input: ListRulesRequest): object {
  const matching = [...context.state(rules).values()]
    .filter(({ name }) => name.startsWith(input.NamePrefix ?? ""))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = pageOf(matching, {
    token: input.NextToken,
    size: input.Limit ?? 100,
    invalidToken: () => clientFault("ValidationException", "NextToken is invalid."),
  });
  return { Rules: page.items.map(describe), NextToken: page.nextToken };
}

/** PutTargets: five a rule at most. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
function putTargets(context: CallContext, input: PutTargetsRequest): object {
  const rule = requireRule(context, input.Rule);
  const targets = input.Targets ?? [];
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id ?? "")]);
  if (ids.size > 5) {
    throw clientFault("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  }
  for (const { Id = "", Arn = "", RoleArn, Input, InputPath } of targets) {
    rule.targets.set(Id, { id: Id, arn: Arn, roleArn: RoleArn, input: Input, inputPath: InputPath });
  }
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function removeTargets(context: CallContext, input: RemoveTargetsRequest): object {
  const rule = requireRule(context, input.Rule);
  for (const id of input.Ids ?? []) rule.targets.delete(id);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

function listTargetsByRule(context: CallContext, input: RuleInput): object {
  const targets = [...requireRule(context, input.Rule).targets.values()];
  return {
    Targets: targets.map(({ id, arn, input: Input, inputPath }) => ({
      Id: id,
      Arn: arn,
      Input,
      InputPath: inputPath,
    })),
  };
}

/** PutEvents: ten at most; an entry without source, type or JSON detail fails alone. */
function putEvents(context: CallContext, input: PutEventsRequest): object {
  const entries = (input.Entries ?? []).map(
    ({ Source = "", DetailType = "", Detail = "", Resources = [] }) => {
      const detail = jsonIn(Detail);
      if (Source === "" || DetailType === "" || detail === undefined) {
        return {
          ErrorCode: detail === undefined ? "MalformedDetail" : "InvalidArgument",
          ErrorMessage: "Detail is malformed.",
        };
      }
      publishEvent(context, { source: Source, detailType: DetailType, resources: Resources, detail });
      return { EventId: context.random.uuid() };
    },
  );
  const failed = entries.filter((entry) => "ErrorCode" in entry).length;
  return { FailedEntryCount: failed, Entries: entries };
}

function readPattern(text: string | undefined): JsonMap | undefined {
  if (text === undefined) return undefined;
  const pattern = jsonIn(text);
  if (pattern === undefined) {
    throw clientFault(
      "InvalidEventPatternException",
      "Event pattern is not valid. Reason: Filter is not an object",
    );
  }
  checkPattern(pattern);
  return pattern;
}

function jsonIn(text: string): JsonMap | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonMap(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function describe(rule: Rule): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern === undefined ? undefined : JSON.stringify(rule.pattern),
    ScheduleExpression: rule.schedule,
    Description: rule.description,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    EventBusName: "default",
  };
}

function onRule<Input extends RuleInput>(action: string, run: Operation<Input>): OperationModel {
  return operation(
    (context: CallContext, input: Input) => {
      const bus = input.EventBusName ?? "default";
      if (bus === "default" || bus.endsWith("event-bus/default")) return run(context, input);
      throw clientFault("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
    },
    (context, { Name, Rule }) => [
      { action: `events:${action}`, resource: ruleArn(context, Name ?? Rule ?? "") },
    ],
  );
}
