import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { servicePrincipal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { resourcePolicyVerdict } from "../iam/resource-policy.ts";
import { enqueue, findQueue } from "../sqs/queue-state.ts";
import { rules, type RuleTarget } from "./rule-state.ts";

/**
 * Brings an event to the targets of a rule. Only queues are played, and only those of the same region; a queue whose
 * policy does not let EventBridge send gets nothing, which nobody is told, as on AWS.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html#eb-sqs-encrypted
 */
export function deliverEvent(
  context: CallContext,
  { rule: name, event }: { readonly rule: string; readonly event: JsonMap },
): void {
  const rule = context.state(rules).get(name);
  for (const target of rule?.targets.values() ?? []) {
    const [, , service, region, account = ""] = target.arn.split(":");
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
