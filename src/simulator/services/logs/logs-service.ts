import type {
  CreateLogGroupRequest,
  CreateLogStreamRequest,
  DescribeLogGroupsRequest,
  DescribeLogStreamsRequest,
  FilterLogEventsRequest,
  GetLogEventsRequest,
  PutLogEventsRequest,
} from "@aws-sdk/client-cloudwatch-logs";
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
import { lineFilter } from "./filter-pattern.ts";
import {
  addLine,
  calledGroups,
  groupsHere,
  requireStreams,
  type LogLine,
  type LogStream,
} from "./log-state.ts";

/** CloudWatch Logs: groups that stacks or calls made, and the lines of the containers that write to them. */
export const logsService: ServiceModel = {
  name: "cloudwatch-logs",
  iamPrefix: "logs",
  errors: jsonErrors,
  operations: {
    CreateLogGroup: onGroup("CreateLogGroup", createLogGroup),
    CreateLogStream: onGroup("CreateLogStream", createLogStream),
    DescribeLogGroups: operation(describeLogGroups),
    DescribeLogStreams: onGroup("DescribeLogStreams", describeLogStreams),
    GetLogEvents: onGroup("GetLogEvents", getLogEvents),
    FilterLogEvents: onGroup("FilterLogEvents", filterLogEvents),
    PutLogEvents: onGroup("PutLogEvents", putLogEvents),
  },
};

function createLogGroup(context: CallContext, input: CreateLogGroupRequest): object {
  const name = input.logGroupName ?? "";
  if (groupsHere(context).has(name)) {
    throw clientFault("ResourceAlreadyExistsException", "The specified log group already exists");
  }
  context.state(calledGroups).set(name, context.now.getTime());
  return {};
}

function createLogStream(context: CallContext, input: CreateLogStreamRequest): object {
  const streams = requireStreams(context, input.logGroupName);
  const name = input.logStreamName ?? "";
  if (streams.has(name)) {
    throw clientFault("ResourceAlreadyExistsException", "The specified log stream already exists");
  }
  streams.set(name, { name, createdAt: context.now.getTime(), lines: [] });
  return {};
}

/** DescribeLogGroups: fifty a page. */
function describeLogGroups(context: CallContext, input: DescribeLogGroupsRequest): object {
  const { partition, region, account } = context;
  const groups = [...groupsHere(context)]
    .filter(
      ([name]) =>
        name.startsWith(input.logGroupNamePrefix ?? "") && name.includes(input.logGroupNamePattern ?? ""),
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([logGroupName, creationTime]) => ({
      logGroupName,
      creationTime,
      arn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:*`,
    }));
  const page = pageOf(groups, { token: input.nextToken, size: input.limit ?? 50, invalidToken });
  return { logGroups: page.items, nextToken: page.nextToken };
}

function describeLogStreams(context: CallContext, input: DescribeLogStreamsRequest): object {
  const order = input.orderBy === "LastEventTime" ? lastTime : ({ name }: LogStream) => name;
  const streams = [...requireStreams(context, input.logGroupName).values()]
    .filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ""))
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  const page = pageOf(input.descending === true ? streams.toReversed() : streams, {
    token: input.nextToken,
    size: Math.min(input.limit ?? 50, 50),
    invalidToken,
  });
  return {
    logStreams: page.items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdAt,
      firstEventTimestamp: stream.lines[0]?.timestamp,
      lastEventTimestamp: stream.lines.at(-1)?.timestamp,
    })),
    nextToken: page.nextToken,
  };
}

/**
 * Lines of one stream, the newest page first unless `startFromHead`; the end is reached when a token comes back unchanged.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
function getLogEvents(context: CallContext, input: GetLogEventsRequest): object {
  const stream = requireStreams(context, input.logGroupName).get(input.logStreamName ?? "");
  if (stream === undefined) {
    throw clientFault("ResourceNotFoundException", "The specified log stream does not exist.");
  }
  const lines = stream.lines.filter(inTime(input));
  const size = Math.min(input.limit ?? 10_000, 10_000);
  const [from, to] = windowOf(input, lines.length, size);
  return {
    events: lines.slice(from, to).map((line) => ({
      timestamp: line.timestamp,
      message: line.message,
      ingestionTime: line.timestamp,
    })),
    nextForwardToken: `f/${to}`,
    nextBackwardToken: `b/${from}`,
  };
}

/** Lines of a group in order of time. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
function filterLogEvents(context: CallContext, input: FilterLogEventsRequest): object {
  const matches = lineFilter(input.filterPattern);
  const prefix = input.logStreamNamePrefix ?? "";
  const names = input.logStreamNames;
  const events = [...requireStreams(context, input.logGroupName).values()]
    .filter(({ name }) => name.startsWith(prefix) && (names === undefined || names.includes(name)))
    .flatMap((stream) =>
      stream.lines.filter(inTime(input)).map((line) => ({
        logStreamName: stream.name,
        timestamp: line.timestamp,
        message: line.message,
        ingestionTime: line.timestamp,
        eventId: line.id,
      })),
    )
    .filter(({ message }) => matches(message))
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const page = pageOf(events, {
    token: input.nextToken,
    size: Math.min(input.limit ?? 10_000, 10_000),
    invalidToken,
  });
  return { events: page.items, searchedLogStreams: [], nextToken: page.nextToken };
}

function putLogEvents(context: CallContext, input: PutLogEventsRequest): object {
  const stream = requireStreams(context, input.logGroupName).get(input.logStreamName ?? "");
  if (stream === undefined) {
    throw clientFault("ResourceNotFoundException", "The specified log stream does not exist.");
  }
  for (const { timestamp = 0, message = "" } of input.logEvents ?? [])
    addLine(stream, { timestamp, message });
  return {};
}

/** Start is inclusive, end is not. */
function inTime(input: {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}): (line: LogLine) => boolean {
  return ({ timestamp }) =>
    timestamp >= (input.startTime ?? 0) && timestamp < (input.endTime ?? Number.POSITIVE_INFINITY);
}

function windowOf(input: GetLogEventsRequest, count: number, size: number): readonly [number, number] {
  const token = /^([fb])\/(\d+)$/.exec(input.nextToken ?? "");
  if (token === null) {
    if (input.nextToken !== undefined) throw invalidToken();
    return input.startFromHead === true ? [0, Math.min(size, count)] : [Math.max(0, count - size), count];
  }
  const at = Math.min(Number(token[2]), count);
  return token[1] === "f" ? [at, Math.min(at + size, count)] : [Math.max(0, at - size), at];
}

function lastTime({ lines, createdAt }: LogStream): number {
  return lines.at(-1)?.timestamp ?? createdAt;
}

function invalidToken(): ReturnType<typeof clientFault> {
  return clientFault("InvalidParameterException", "The specified nextToken is invalid.");
}

function onGroup<Input extends { readonly logGroupName?: string | undefined }>(
  action: string,
  run: Operation<Input>,
): OperationModel {
  return operation(run, ({ partition, region, account }, { logGroupName }) => [
    {
      action: `logs:${action}`,
      resource: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:log-stream:`,
    },
  ]);
}
