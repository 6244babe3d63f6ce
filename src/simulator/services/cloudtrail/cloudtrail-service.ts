import type { LookupAttribute, LookupEventsRequest } from "@aws-sdk/client-cloudtrail";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallRecord } from "../../kernel/call-log.ts";
import { isRead } from "../../kernel/invoker.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { describeCall, eventIdOf, eventSourceOf, resourcesOf, userNameOf } from "./describe-call.ts";

/**
 * CloudTrail's event history, out of the world's call log.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const cloudTrailService: ServiceModel = {
  name: "cloudtrail",
  iamPrefix: "cloudtrail",
  errors: jsonErrors,
  operations: { LookupEvents: operation(lookupEvents) },
};

/** CloudTrail shows a call some five minutes after it was made. */
const lagMilliseconds = 5 * 60_000;

/** The history reaches back 90 days. */
const keptMilliseconds = 90 * 86_400_000;

/** Services whose calls are recorded in one region for the whole account. */
const globalServices: ReadonlySet<string> = new Set(["iam", "route-53"]);

/** Calls on data, which the event history leaves out. */
const dataCalls =
  /^(?:s3:(?:Get|Put|Head|Delete|Copy|List)Object|sqs:(?:Send|Receive|Delete)Message|sqs:ChangeMessageVisibility|cloudwatch:PutMetricData|cloudwatch-logs:(?:Filter|Get|Put)LogEvents)/;

function lookupEvents(context: CallContext, input: LookupEventsRequest): object {
  const attributes = input.LookupAttributes ?? [];
  if (attributes.length > 1) {
    throw clientFault("InvalidLookupAttributesException", "You can specify only one lookup attribute.");
  }
  const { StartTime, EndTime } = input;
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
    throw clientFault("InvalidTimeRangeException", "The start time must be before the end time.");
  }
  const size = input.MaxResults ?? 50;
  if (size < 1 || size > 50) {
    throw clientFault("InvalidMaxResultsException", "MaxResults must be between 1 and 50.");
  }
  const now = context.now.getTime();
  const from = Math.max(StartTime?.getTime() ?? 0, now - keptMilliseconds);
  const to = Math.min(EndTime?.getTime() ?? now, now - lagMilliseconds);
  const found = context.world.log.records.filter(
    (record) =>
      isOfPlace(record, context) &&
      isBetween(Date.parse(record.time), from, to) &&
      attributes.every((attribute) => matches(record, attribute)),
  );
  const page = pageOf(found.toReversed(), {
    token: input.NextToken,
    size,
    invalidToken: () => clientFault("InvalidNextTokenException", "The NextToken is invalid."),
  });
  return { Events: page.items.map(describeCall), NextToken: page.nextToken };
}

/** Whether this account's history in this region holds the call. */
function isOfPlace(record: CallRecord, { account, region }: CallContext): boolean {
  const where = globalServices.has(record.service) ? "us-east-1" : record.region;
  // A call that never reached AWS left no trace.
  const arrived = record.outcome !== "timeout-before-effect";
  return (
    record.account === account &&
    where === region &&
    arrived &&
    !dataCalls.test(`${record.service}:${record.action}`)
  );
}

function isBetween(time: number, from: number, to: number): boolean {
  return time >= from && time <= to;
}

function matches(record: CallRecord, { AttributeKey, AttributeValue = "" }: LookupAttribute): boolean {
  switch (AttributeKey) {
    case "EventName":
      return record.action === AttributeValue;
    case "EventSource":
      return eventSourceOf(record.service) === AttributeValue;
    case "Username":
      return userNameOf(record.principal) === AttributeValue;
    case "ReadOnly":
      return String(isRead(record.action)) === AttributeValue;
    case "EventId":
      return eventIdOf(record) === AttributeValue;
    case "ResourceName":
      return resourcesOf(record).some(({ ResourceName }) => ResourceName === AttributeValue);
    case "ResourceType":
      return resourcesOf(record).some(({ ResourceType }) => ResourceType === AttributeValue);
    case "AccessKeyId":
    case undefined:
      throw clientFault(
        "InvalidLookupAttributesException",
        `the simulated AWS does not look up events by ${AttributeKey ?? "nothing"}`,
      );
    default:
      throw clientFault("InvalidLookupAttributesException", `Invalid attribute key ${String(AttributeKey)}`);
  }
}
