import type { StackEvent } from "@aws-sdk/client-cloudformation";
import type { StackTrouble } from "../domain/stack-trouble.ts";
import type { Session } from "./sessions.ts";
import { readEventsUntil } from "./stack-events.ts";

/**
 * Reads how a stack came to stand as it does. Needs `cloudformation:DescribeStackEvents`. All events are read, or those back to a
 * completed creation or update: these stacks are few, and people wait for them.
 */
export async function readTrouble(
  session: Session,
  arn: string,
  signal?: AbortSignal,
): Promise<StackTrouble> {
  const isOwn = ({ PhysicalResourceId }: StackEvent): boolean => PhysicalResourceId === arn;
  const isComplete = (event: StackEvent): boolean =>
    isOwn(event) && /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(event.ResourceStatus ?? "");
  const events = await readEventsUntil(session, arn, isComplete, signal);
  const turn = events.findIndex(
    (event) => isOwn(event) && event.ResourceStatus?.endsWith("_IN_PROGRESS") === true,
  );
  const since = turn < 0 ? events : events.slice(0, turn + 1);
  const [newest] = events;
  const token = since.findLast(
    ({ ClientRequestToken }) => ClientRequestToken !== undefined,
  )?.ClientRequestToken;
  return {
    at: newest?.Timestamp ?? new Date(0),
    ...(token === undefined ? {} : { token }),
    signs: since.toReversed().flatMap((event) => {
      if (isOwn(event) || event.ResourceStatus?.endsWith("_FAILED") !== true) return [];
      return [
        {
          kind: "stack-event" as const,
          at: event.Timestamp ?? new Date(0),
          resource: [event.LogicalResourceId ?? ""],
          type: event.ResourceType ?? "",
          status: event.ResourceStatus,
          reason: event.ResourceStatusReason ?? "",
        },
      ];
    }),
    wasComplete: events.some(isComplete),
    kept: [
      ...new Set(
        events
          .filter(({ ResourceStatus }) => ResourceStatus === "DELETE_SKIPPED")
          .map(({ LogicalResourceId }) => LogicalResourceId ?? ""),
      ),
    ],
  };
}
