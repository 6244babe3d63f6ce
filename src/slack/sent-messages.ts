import type { SlackMessage } from "../notify/slack-message.ts";
import type { SlackClient } from "./slack-client.ts";

/** The type of our messages' metadata; a workspace may hold those of others. */
export const eventType = "autoland";

/** A message of ours that stands in a channel. */
export interface SentMessage {
  readonly ts: string;
  readonly about: SlackMessage["about"];
}

/** Pages that are looked through; a page has up to 200 messages. */
const mostPages = 5;

/**
 * Our messages in a channel (or, given `thread`, replies in one) since a time, the newest first. Undefined where the token may not read:
 * then nobody can tell whether a message that was cut off has arrived. Needs the scope `channels:history` (`groups:history` in private ones).
 */
export async function sentMessages(
  client: SlackClient,
  where: { readonly channel: string; readonly since: Date; readonly thread?: string },
  signal: AbortSignal,
): Promise<readonly SentMessage[] | undefined> {
  const { channel, since, thread } = where;
  const found: SentMessage[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.call(
      thread === undefined ? "conversations.history" : "conversations.replies",
      {
        channel,
        limit: 200,
        include_all_metadata: true,
        oldest: String(Math.floor(since.getTime() / 1000)),
        ...(thread === undefined ? {} : { ts: thread }),
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    );
    if (answer.kind === "refused") return undefined;
    for (const { ts, metadata } of answer.body.messages ?? [])
      if (metadata?.event_type === eventType) found.push({ ts, about: texts(metadata.event_payload) });
    cursor = answer.body.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") break;
  }
  return found.toSorted((left, right) => Number(right.ts) - Number(left.ts));
}

function texts(payload: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
