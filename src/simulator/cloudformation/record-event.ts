import type { StackStatus } from "../../domain/stack-status.ts";
import type { CallContext } from "../kernel/service.ts";
import { publishEvent } from "../services/eventbridge/publish-event.ts";
import type { EventRecord, ResourceRecord, ResourceStatus, StackRecord } from "./state.ts";

/** Gives the stack a status and records the event. */
export function setStackStatus(
  context: CallContext,
  stack: StackRecord,
  status: StackStatus,
  reason?: string,
): void {
  stack.status = status;
  stack.statusReason = reason;
  push(context, stack, {
    eventId: context.random.uuid(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: "AWS::CloudFormation::Stack",
    status,
    ...(reason === undefined ? {} : { reason }),
  });
  publishStatus(context, stack, { status, reason });
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudformation.html */
function publishStatus(
  context: CallContext,
  stack: StackRecord,
  details: { readonly status: string; readonly reason: string | undefined },
): void {
  publishEvent(context, {
    source: "aws.cloudformation",
    detailType: "CloudFormation Stack Status Change",
    resources: [stack.id],
    detail: {
      "stack-id": stack.id,
      "status-details": { status: details.status, "status-reason": details.reason ?? "" },
      ...(stack.operation?.token === undefined ? {} : { "client-request-token": stack.operation.token }),
    },
  });
}

/** Gives a resource a status and records the event. */
export function setResourceStatus(
  context: CallContext,
  stack: StackRecord,
  resource: ResourceRecord,
  change: {
    readonly status: ResourceStatus;
    readonly reason?: string | undefined;
    readonly physicalId?: string;
  },
): void {
  const { status, reason, physicalId = resource.physicalId } = change;
  resource.status = status;
  resource.statusReason = reason;
  resource.updatedAt = context.now;
  pushResourceEvent(context, stack, {
    logicalId: resource.logicalId,
    type: resource.type,
    physicalId,
    status,
    reason,
    properties: resource.live.properties,
  });
}

/** Records an event of a resource that is no longer (or not only) the stack's own, such as the old half of a replacement. */
export function pushResourceEvent(
  context: CallContext,
  stack: StackRecord,
  event: {
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string;
    readonly status: ResourceStatus;
    readonly reason?: string | undefined;
    readonly properties?: object;
  },
): void {
  const { logicalId, type, physicalId, status, reason, properties } = event;
  push(context, stack, {
    // Form of the id as in the examples of API_StackEvent.
    eventId: `${logicalId}-${status}-${context.now.toISOString()}-${stack.events.length}`,
    logicalId,
    physicalId,
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
  });
}

function push(
  context: CallContext,
  stack: StackRecord,
  event: Omit<EventRecord, "timestamp" | "operationId" | "token">,
): void {
  const token = stack.operation?.token;
  const record: EventRecord = {
    ...event,
    operationId: stack.operation?.id ?? "",
    timestamp: context.now,
    ...(token === undefined ? {} : { token }),
  };
  // What is frozen is not copied: most of a stack's state is its events.
  stack.events.push(Object.freeze(record));
}
