import { clientFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import { madeByStacks } from "../made-by-stacks.ts";

/** One line of a log. */
export interface LogLine {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** A stream of a log group. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly lines: LogLine[];
}

/** Groups that calls made, by name, with when. */
export const calledGroups: Cell<Map<string, number>> = {
  name: "cloudwatch-logs/groups",
  scope: "region",
  initial: () => new Map(),
};

/** Streams by group and name. */
const streams: Cell<Map<string, Map<string, LogStream>>> = {
  name: "cloudwatch-logs/streams",
  scope: "region",
  initial: () => new Map(),
};

/** The names of all groups here, with when they were made. */
export function groupsHere(context: CallContext): ReadonlyMap<string, number> {
  const made = madeByStacks(context, "AWS::Logs::LogGroup");
  return new Map([
    ...context.state(calledGroups),
    ...made.map(({ physicalId, updatedAt }) => [physicalId, updatedAt.getTime()] as const),
  ]);
}

/** The streams of a group by name, or CloudWatch Logs' refusal when there is no such group. */
export function requireStreams(context: CallContext, group: string | undefined): Map<string, LogStream> {
  if (group === undefined || !groupsHere(context).has(group)) {
    throw clientFault("ResourceNotFoundException", "The specified log group does not exist.");
  }
  return streamsOf(context, group);
}

/** Writes lines to a stream, which is made when it is not there. */
export function writeLines(
  context: CallContext,
  place: { readonly group: string; readonly stream: string },
  messages: readonly string[],
): void {
  const all = streamsOf(context, place.group);
  const now = context.now.getTime();
  const stream = all.get(place.stream) ?? { name: place.stream, createdAt: now, lines: [] };
  all.set(place.stream, stream);
  for (const message of messages) addLine(stream, { timestamp: now, message });
}

/** Adds a line at its place in time. Ids are made of place and order, so that they need no randomness. */
export function addLine(stream: LogStream, line: Omit<LogLine, "id">): void {
  const id = `${String(line.timestamp).padStart(16, "3")}${String(stream.lines.length).padStart(40, "0")}`;
  const after = stream.lines.findLastIndex(({ timestamp }) => timestamp <= line.timestamp);
  stream.lines.splice(after + 1, 0, { ...line, id });
}

function streamsOf(context: CallContext, group: string): Map<string, LogStream> {
  const all = context.state(streams);
  const known = all.get(group) ?? new Map<string, LogStream>();
  all.set(group, known);
  return known;
}
