import type { DescribeEventsInput, DescribeStackEventsInput } from "@aws-sdk/client-cloudformation";
import { validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { findChangeSet, stackToRead } from "../refusals.ts";
import { regionState } from "../state.ts";
import type { EventRecord, StackRecord } from "../state.ts";

/** Newest first. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export function describeStackEvents(context: CallContext, input: DescribeStackEventsInput): object {
  const stack = stackToRead(context, input.StackName);
  const page = pageOf(stack.events.toReversed(), input.NextToken, { list: "events" });
  return {
    StackEvents: page.items.map((event) => ({
      StackId: stack.id,
      EventId: event.eventId,
      StackName: stack.name,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.timestamp,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
      ClientRequestToken: event.token,
    })),
    NextToken: page.next,
  };
}

/** By stack, change set or operation. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
export function describeEvents(context: CallContext, input: DescribeEventsInput): object {
  const chosen = eventsFor(context, input);
  const wanted =
    input.Filters?.FailedEvents === true
      ? chosen.filter(({ event }) => event.status.endsWith("_FAILED"))
      : chosen;
  const page = pageOf(wanted.toReversed(), input.NextToken, { list: "operation-events" });
  return {
    OperationEvents: page.items.map(({ stack, event }) => ({
      EventId: event.eventId,
      StackId: stack.id,
      OperationId: event.operationId,
      OperationType: operationType(event),
      EventType:
        event.physicalId === stack.id
          ? "STACK_EVENT"
          : event.status.endsWith("_FAILED")
            ? "PROVISIONING_ERROR"
            : "PROGRESS_EVENT",
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.timestamp,
      StartTime: event.timestamp,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
      ClientRequestToken: event.token,
    })),
    NextToken: page.next,
  };
}

function eventsFor(
  context: CallContext,
  input: DescribeEventsInput,
): readonly { readonly stack: StackRecord; readonly event: EventRecord }[] {
  if (input.OperationId !== undefined) {
    const all = [...context.state(regionState).stacks.values()].flatMap((stack) =>
      stack.events
        .filter(({ operationId }) => operationId === input.OperationId)
        .map((event) => ({ stack, event })),
    );
    if (all.length === 0) throw validationError(`Operation ${input.OperationId} does not exist`);
    return all;
  }
  if (input.ChangeSetName !== undefined) {
    // Working out a change set leaves no event of its own here: the simulated AWS has no early validation.
    findChangeSet(context, input.ChangeSetName, input.StackName);
    return [];
  }
  const stack = stackToRead(context, input.StackName);
  return stack.events.map((event) => ({ stack, event }));
}

function operationType(event: EventRecord): string {
  const [verb] = event.status.split("_");
  return verb === "DELETE" ? "DELETE_STACK" : verb === "UPDATE" ? "UPDATE_STACK" : "CREATE_STACK";
}
