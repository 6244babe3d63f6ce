import type { StackEvent } from "@aws-sdk/client-cloudformation";
import type { StackEventSign } from "../../domain/sign.ts";
import type { Session } from "../sessions.ts";
import { readEventsUntil } from "../stack-events.ts";

/** An event with the logical ids from the root stack down to its resource. */
export interface PlacedEvent {
  readonly event: StackEvent;
  readonly path: readonly string[];
}

/** The events of one operation on a stack, oldest first, and with them those of the stacks below that it changes. */
export async function placeEvents(
  session: Session,
  events: readonly StackEvent[],
  above: readonly string[],
  signal?: AbortSignal,
): Promise<readonly PlacedEvent[]> {
  const placed: PlacedEvent[] = [];
  const since = events[0]?.Timestamp ?? new Date(0);
  for (const event of events) {
    if (event.PhysicalResourceId === event.StackId) {
      if (above.length === 0) placed.push({ event, path: [] });
      continue;
    }
    placed.push({ event, path: [...above, event.LogicalResourceId ?? ""] });
  }
  for (const [arn, id] of stacksBelow(events)) {
    const below = await readEventsUntil(session, arn, (event) => (event.Timestamp ?? since) < since, signal);
    const own = below.filter((event) => (event.Timestamp ?? since) >= since).toReversed();
    placed.push(...(await placeEvents(session, own, [...above, id], signal)));
  }
  return placed.toSorted((left, right) => time(left) - time(right));
}

function time({ event }: PlacedEvent): number {
  return event.Timestamp?.getTime() ?? 0;
}

function stacksBelow(events: readonly StackEvent[]): ReadonlyMap<string, string> {
  const nested = events.filter(
    (event) =>
      event.ResourceType === "AWS::CloudFormation::Stack" &&
      event.PhysicalResourceId !== event.StackId &&
      event.PhysicalResourceId?.startsWith("arn:") === true,
  );
  return new Map(nested.map((event) => [event.PhysicalResourceId ?? "", event.LogicalResourceId ?? ""]));
}

/** What went wrong among events: resources that failed, and why the stack itself goes back. */
export function signsOf(events: readonly PlacedEvent[]): readonly StackEventSign[] {
  return events.flatMap(({ event, path }) => {
    const status = event.ResourceStatus ?? "";
    const reason = event.ResourceStatusReason;
    const goesBack =
      path.length === 0 &&
      /^(?:UPDATE_ROLLBACK|ROLLBACK|DELETE)_IN_PROGRESS$/.test(status) &&
      reason !== undefined;
    if (!status.endsWith("_FAILED") && !goesBack) return [];
    return [
      {
        kind: "stack-event" as const,
        at: event.Timestamp ?? new Date(0),
        resource: path,
        type: event.ResourceType ?? "",
        status,
        reason: reason ?? "",
      },
    ];
  });
}

/** The services that an operation makes or changes, by ARN. */
export function servicesIn(events: readonly PlacedEvent[]): readonly string[] {
  const arns = events
    .filter(({ event }) => event.ResourceType === "AWS::ECS::Service")
    .flatMap(({ event }) => event.PhysicalResourceId ?? [])
    .filter((id) => id.startsWith("arn:"));
  return [...new Set(arns)];
}
