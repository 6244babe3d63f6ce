import type { JsonMap } from "../../../domain/template.ts";
import { servicePrincipal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { matchesEvent } from "./match-pattern.ts";
import { rules } from "./rule-state.ts";

/** What a service tells the default event bus of its account and region. */
export interface AwsEvent {
  /** `aws.cloudformation`, `aws.ecs`, or a name of one's own. */
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: JsonMap;
}

/** Milliseconds from an event to its delivery. AWS names about half a second as typical. */
const deliveryMilliseconds = 500;

/**
 * Gives an event to the default bus: each enabled rule whose pattern matches gets it delivered to its targets. Without
 * such a rule nothing happens, and no randomness is used up.
 */
export function publishEvent(context: CallContext, event: AwsEvent): void {
  const all = context.state(rules);
  if (all.size === 0) return;
  const envelope: JsonMap = {
    version: "0",
    source: event.source,
    "detail-type": event.detailType,
    account: context.account,
    time: `${context.now.toISOString().slice(0, 19)}Z`,
    region: context.region,
    resources: [...event.resources],
    detail: event.detail,
  };
  routeEvent(context, envelope);
}

/** Schedules the delivery of an event by every enabled rule of the default bus here that it matches; one without an id gets one. */
export function routeEvent(context: CallContext, envelope: JsonMap): void {
  const matching = [...context.state(rules).values()].filter(
    ({ enabled, pattern }) => enabled && pattern !== undefined && matchesEvent(pattern, envelope),
  );
  if (matching.length === 0) return;
  const event = envelope["id"] === undefined ? { ...envelope, id: context.random.uuid() } : envelope;
  const { account, region } = context;
  const bus = context.world.contextFor({
    service: "eventbridge",
    principal: servicePrincipal("events", account),
    account,
    region,
  });
  for (const { name } of matching) {
    const payload = { rule: name, event };
    bus.schedule({ event: "deliver", afterMilliseconds: deliveryMilliseconds, payload });
  }
}
