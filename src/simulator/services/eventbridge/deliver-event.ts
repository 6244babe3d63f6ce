import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { servicePrincipal, sessionOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { authorizeOn } from "../iam/authorize.ts";
import { resourcePolicyVerdict } from "../iam/resource-policy.ts";
import { enqueue, findQueue } from "../sqs/queue-state.ts";
import { madeByStacks } from "../made-by-stacks.ts";
import { routeEvent } from "./publish-event.ts";
import { rules, type RuleTarget } from "./rule-state.ts";

/**
 * Brings an event to the targets of a rule: queues of the same region, and default buses anywhere. A queue or a bus whose policy does not let
 * EventBridge send gets nothing, which nobody is told, as on AWS.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html#eb-sqs-encrypted
 */
export function deliverEvent(
  context: CallContext,
  { rule: name, event }: { readonly rule: string; readonly event: JsonMap },
): void {
  const rule = context.state(rules).get(name);
  for (const target of rule?.targets.values() ?? []) {
    const [, , service, region = "", account = "", resource] = target.arn.split(":");
    if (service === "events" && resource === "event-bus/default") forward(context, target, event);
    if (service !== "sqs" || region !== context.region) continue;
    const there = context.world.contextFor({
      service: "sqs",
      principal: servicePrincipal("events", account),
      account,
      region,
    });
    const queue = findQueue(there, target.arn);
    if (queue === undefined || !maySend(there, queue, rule?.arn ?? "")) continue;
    enqueue(there, queue, {
      body: bodyFor(target, event),
      attributes: {},
      senderId: "events.amazonaws.com",
    });
  }
}

/**
 * To another account's or region's default bus, as the target's role, which has to be allowed `events:PutEvents`, by that bus's policy as well
 * where the account is another. What came from another account is not sent on.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
function forward(context: CallContext, { arn, roleArn }: RuleTarget, event: JsonMap): void {
  const [, , , region = "", account = ""] = arn.split(":");
  if (roleArn === undefined || event["account"] !== context.account) return;
  const there = context.world.contextFor({
    service: "eventbridge",
    principal: sessionOf(roleArn, "events"),
    account,
    region,
  });
  const conditionValues = {
    "events:source": textOf(event["source"]),
    "events:detail-type": textOf(event["detail-type"]),
  };
  const permission = { action: "events:PutEvents", resource: arn, conditionValues };
  if (authorizeOn(there, permission, { account, policy: busPolicy(there) }).allowed) routeEvent(there, event);
}

/** What stacks let into the default bus. */
function busPolicy(context: CallContext): string | undefined {
  const statements = madeByStacks(context, "AWS::Events::EventBusPolicy").flatMap(({ live }) => {
    const { Statement } = live.properties;
    return isJsonMap(Statement) ? [Statement] : [];
  });
  return statements.length === 0
    ? undefined
    : JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function maySend(
  context: CallContext,
  queue: { readonly arn: string; readonly attributes: Readonly<Record<string, string>> },
  rule: string,
): boolean {
  const values = new Map([
    ["aws:sourcearn", [rule]],
    ["aws:sourceaccount", [rule.split(":")[4] ?? ""]],
    ["aws:securetransport", ["true"]],
  ]);
  const request = { action: "sqs:SendMessage", resource: queue.arn, values };
  return resourcePolicyVerdict(queue.attributes["Policy"], context.principal, request) === "allowed";
}

function bodyFor(target: RuleTarget, event: JsonMap): string {
  if (target.input !== undefined) return target.input;
  let value: Json = event;
  for (const part of (target.inputPath ?? "$").split(".").slice(1)) {
    value = (isJsonMap(value) ? value[part] : undefined) ?? null;
  }
  return JSON.stringify(value);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
