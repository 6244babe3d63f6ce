import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { SlackMessage } from "../notify/slack-message.ts";
import { makePace } from "./pace.ts";
import { eventType } from "./sent-messages.ts";
import type { SlackClient } from "./slack-client.ts";

/** Sends and edits messages, as fast as a channel takes them. */
export interface Poster {
  /** Sends a message of this name and answers its `ts`; given `thread`, as a reply there. */
  post(
    id: string,
    where: { readonly channel: string; readonly thread?: string },
    message: SlackMessage,
    signal: AbortSignal,
  ): Promise<string>;
  /** Edits a message; one that a person has taken away stays away. */
  edit(
    where: { readonly channel: string; readonly ts: string },
    message: SlackMessage,
    signal: AbortSignal,
  ): Promise<void>;
  /** Whether nobody knows if the last message of this name has arrived. */
  isDoubtful(id: string): boolean;
  /** It is known now. */
  settle(id: string): void;
}

/** A poster that has sent nothing. What is too long for Slack is sent without its blocks. */
export function makePoster(client: SlackClient, clock: Clock): Poster {
  const pace = makePace(clock);
  const doubtful = new Set<string>();
  return {
    post: async (id, { channel, thread }, message, signal) => {
      await pace(channel, signal);
      doubtful.add(id);
      const body = { channel, ...bodyOf(message), ...(thread === undefined ? {} : { thread_ts: thread }) };
      const { ts } = await call(client, "chat.postMessage", body, signal);
      doubtful.delete(id);
      if (ts === undefined) throw new Error("Slack answered without the message's ts");
      return ts;
    },
    edit: async ({ channel, ts }, message, signal) => {
      await pace(channel, signal);
      await call(client, "chat.update", { channel, ts, ...bodyOf(message) }, signal);
    },
    isDoubtful: (id) => doubtful.has(id),
    settle: (id) => void doubtful.delete(id),
  };
}

async function call(
  client: SlackClient,
  method: "chat.postMessage" | "chat.update",
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<{ readonly ts?: string | undefined }> {
  const answer = await client.call(method, body, signal);
  if (answer.kind === "done") return answer.body;
  // A person has taken it away: that is respected.
  if (method === "chat.update" && gone.has(answer.code)) return {};
  if (tooMuch.has(answer.code) && body["blocks"] !== undefined) {
    const { blocks: _left, ...plain } = body;
    return call(client, method, plain, signal);
  }
  throw refused(answer.code, answer.detail, String(body["channel"]));
}

function bodyOf(message: SlackMessage): Readonly<Record<string, unknown>> {
  return {
    text: message.text,
    blocks: message.blocks,
    metadata: { event_type: eventType, event_payload: message.about },
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** https://docs.slack.dev/reference/methods/chat.update#errors */
const gone = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);
const tooMuch = new Set(["msg_blocks_too_long", "msg_too_long", "invalid_blocks"]);

function refused(code: string, detail: string, channel: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "SlackRefused",
    message: `Slack refuses messages to ${channel}: ${code}${detail === "" ? "" : ` (${detail})`}.`,
    remedy:
      code === "not_in_channel" || code === "channel_not_found"
        ? "Invite the app into the channel (/invite), and check slack.channel."
        : "Check the token and its scopes: chat:write, and channels:history or groups:history.",
  });
}
