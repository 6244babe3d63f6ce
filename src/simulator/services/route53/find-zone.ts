import { clientFault, type AwsFault } from "../../kernel/aws-fault.ts";
import type { CallContext, NeededPermission } from "../../kernel/service.ts";
import { resourceTagValues } from "../tags.ts";
import { hostedZones, type HostedZone } from "./zone-state.ts";

/** The caller's hosted zone of an id, with or without `/hostedzone/`; Route 53's refusal when there is none. */
export function requireZone(context: CallContext, id: string | undefined): HostedZone {
  const plain = plainId(id);
  const zone = context.state(hostedZones).get(plain);
  if (zone === undefined || zone.account !== context.account) throw noSuchZone(plain);
  return zone;
}

/** The permission for a call on a hosted zone. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html */
export function zonePermission(
  context: CallContext,
  action: string,
  id: string | undefined,
): NeededPermission[] {
  const zone = context.state(hostedZones).get(plainId(id));
  return [
    {
      action: `route53:${action}`,
      resource: `arn:${context.partition}:route53:::hostedzone/${plainId(id)}`,
      conditionValues: resourceTagValues(zone?.tags ?? {}),
    },
  ];
}

/** An id without what stands before it in answers (`/hostedzone/`, `/change/`). */
export function plainId(id: string | undefined): string {
  return (id ?? "").split("/").at(-1) ?? "";
}

/** A zone in which something is wrong with a batch of changes. */
export function invalidBatch(messages: readonly string[]): AwsFault {
  return clientFault("InvalidChangeBatch", `[${messages.join(", ")}]`);
}

function noSuchZone(id: string): AwsFault {
  return clientFault("NoSuchHostedZone", `No hosted zone found with ID: ${id}`, 404);
}
