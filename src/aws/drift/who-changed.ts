import type { Event } from "@aws-sdk/client-cloudtrail";
import { z } from "zod";
import type { Clock } from "../../domain/clock.ts";
import type { DriftCause } from "../../domain/drift.ts";
import { failureOf } from "../../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../../domain/observed.ts";
import { abortable } from "../abortable.ts";
import { trailPackage } from "../late-packages.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";

/** The part of CloudTrail's record that says who. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const recordSchema = z.object({
  userIdentity: z.object({ arn: z.string().optional(), invokedBy: z.string().optional() }).optional(),
  errorCode: z.string().optional(),
  sourceIPAddress: z.string().optional(),
});

/**
 * The newest call by a person or a program, and not by CloudFormation, that changed something of one of these names. CloudTrail shows a
 * call some five minutes after it was made, and keeps it for 90 days. Needs `cloudtrail:LookupEvents`; `turn` waits until AWS takes another.
 */
export async function whoChanged(
  session: Session,
  names: readonly string[],
  turn: () => Promise<void>,
  signal?: AbortSignal,
): Promise<Observed<Pick<DriftCause, "message" | "by" | "at">>> {
  try {
    const { LookupEventsCommand: Command } = trailPackage();
    const client = session.trail();
    let newest: { readonly event: Event; readonly by: string } | undefined;
    for (const name of names) {
      await turn();
      const answer = await client.send(
        new Command({
          LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: name }],
          MaxResults: 20,
        }),
        abortable(signal),
      );
      for (const event of answer.Events ?? []) {
        const by = callerOf(event);
        if (by !== undefined && timeOf(event) > timeOf(newest?.event)) newest = { event, by };
      }
    }
    if (newest === undefined) return absent;
    const { event, by } = newest;
    const at = event.EventTime;
    return present({ message: `${event.EventName} by ${by}`, by, ...(at === undefined ? {} : { at }) });
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, "ask CloudTrail who changed it")));
  }
}

/** AWS takes two lookups a second of an account and region. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const millisecondsApart = 500;

/** Turns for lookups: in each account and region half a second lies between two, whoever asks. */
export function makeTurns(
  clock: Clock,
): (place: { readonly account: string; readonly region: string }, signal?: AbortSignal) => Promise<void> {
  const free = new Map<string, number>();
  return async ({ account, region }, signal) => {
    const key = `${account}/${region}`;
    const now = clock.now().getTime();
    const at = Math.max(now, free.get(key) ?? now);
    free.set(key, at + millisecondsApart);
    if (at > now) await clock.sleep(at - now, signal);
  };
}

/** Who made a call that changed something and was not made for them by CloudFormation; undefined for all others. */
function callerOf(event: Event): string | undefined {
  if (event.ReadOnly === "true") return undefined;
  const record = recordSchema.safeParse(parsed(event.CloudTrailEvent));
  if (!record.success) return event.Username;
  const { userIdentity, errorCode, sourceIPAddress } = record.data;
  const service = "cloudformation.amazonaws.com";
  if (errorCode !== undefined || userIdentity?.invokedBy === service || sourceIPAddress === service)
    return undefined;
  return userIdentity?.arn ?? event.Username;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

function timeOf(event: Event | undefined): number {
  return event?.EventTime?.getTime() ?? 0;
}
