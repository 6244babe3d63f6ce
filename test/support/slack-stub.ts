import type { KnownBlock, MessageMetadata } from "@slack/types";
import { z } from "zod";
import type { Send } from "../../src/slack/slack-client.ts";

/** A message that stands in a channel of the stub. */
export interface StubMessage {
  readonly ts: string;
  readonly thread?: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly metadata?: MessageMetadata;
  /** How often it was edited. */
  readonly edits: number;
}

/** What goes wrong with a request: nobody answers; it is carried out and the answer is lost; Slack itself is ill. */
export type SlackFault = "away" | "answer-lost" | "ill" | undefined;

const textObject = z.object({
  type: z.enum(["mrkdwn", "plain_text"]),
  text: z.string().min(1).max(3000),
  verbatim: z.boolean().optional(),
});
const blockShape = z.discriminatedUnion("type", [
  z.object({ type: z.literal("section"), text: textObject }),
  z.object({ type: z.literal("context"), elements: z.array(textObject).min(1).max(10) }),
]);
const messageShape = z.object({
  channel: z.string(),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  thread_ts: z.string().optional(),
  ts: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.string()) }).optional(),
});

/** https://docs.slack.dev/reference/methods/chat.postMessage#truncating and bolt-js#2509 */
const longestText = 40_000;
const longestBlocks = 13_200;
const mostBlocks = 50;

/**
 * Slack's four methods and an incoming webhook, in memory, with Slack's limits: what Slack refuses is refused in its words. More than one
 * message a second in a channel (short bursts aside), 50 edits and 50 readings a minute are answered with 429 and `Retry-After`.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
export class SlackStub {
  readonly messages: StubMessage[] = [];
  /** Every request that arrived, as `method channel`. */
  readonly requests: string[] = [];
  /** Everything that was sent, with headers: for tests that look for what must not be there. */
  readonly sent: string[] = [];
  fault: (method: string) => SlackFault = () => undefined;
  /** Channels that the app is a member of. */
  readonly channels = new Set(["C0123456789", "C0987654321"]);
  readonly scopes = new Set(["chat:write", "channels:history"]);
  readonly token = "xoxb-1234-stub-token";
  readonly webhookAddress = "https://hooks.slack.com/services/T000/B000/stubstubstub";
  readonly #now: () => Date;
  readonly #times = new Map<string, number[]>();
  #count = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Messages of channels that are not replies. */
  get posts(): readonly StubMessage[] {
    return this.messages.filter(({ thread }) => thread === undefined);
  }

  readonly send: Send = async (address, init) => {
    const url = new URL(address);
    const method = url.pathname.split("/").at(-1) ?? "";
    const isWebhook = url.hostname === "hooks.slack.com";
    const body = typeof init.body === "string" ? init.body : "";
    const name = isWebhook ? "webhook" : method;
    const fault = this.fault(name);
    if (fault === "away") throw new TypeError("fetch failed");
    if (fault === "ill") return new Response("upstream connect error", { status: 503 });
    this.sent.push(body);
    const answer = isWebhook ? this.#webhook(address, body) : this.#api(method, url, init, body);
    if (fault === "answer-lost") throw new TypeError("terminated");
    return answer;
  };

  #webhook(address: string, body: string): Response {
    this.requests.push("webhook");
    if (address !== this.webhookAddress) return new Response("no_service", { status: 404 });
    if (this.#isTooMany("webhook", 1_000, 3)) return tooMany(1);
    const refusal = this.#add({ channel: "webhook", ...JSON.parse(body) });
    return typeof refusal === "string" && refusal.startsWith("!")
      ? new Response(refusal.slice(1), { status: 400 })
      : new Response("ok");
  }

  #api(method: string, url: URL, init: RequestInit, body: string): Response {
    const headers = new Headers(init.headers);
    if (headers.get("authorization") !== `Bearer ${this.token}`) return refuse("invalid_auth");
    switch (method) {
      case "chat.postMessage": {
        const message = messageShape.parse(JSON.parse(body));
        this.requests.push(`${method} ${message.channel}`);
        if (!this.scopes.has("chat:write")) return refuse("missing_scope", { needed: "chat:write" });
        if (!this.channels.has(message.channel)) return refuse("channel_not_found");
        if (this.#isTooMany(`post ${message.channel}`, 1_000, 3)) return tooMany(2);
        const ts = this.#add(message);
        return ts.startsWith("!") ? refuse(ts.slice(1)) : answer({ channel: message.channel, ts });
      }
      case "chat.update": {
        const message = messageShape.parse(JSON.parse(body));
        this.requests.push(`${method} ${message.channel}`);
        if (this.#isTooMany("update", 60_000, 50)) return tooMany(10);
        const index = this.messages.findIndex(({ ts }) => ts === message.ts);
        const before = this.messages[index];
        if (before === undefined) return refuse("message_not_found");
        const fault = faultOf(message);
        if (fault !== undefined) return refuse(fault);
        this.messages[index] = { ...before, ...contentOf(message), edits: before.edits + 1 };
        return answer({ channel: message.channel, ts: before.ts });
      }
      case "conversations.history":
      case "conversations.replies": {
        this.requests.push(`${method} ${url.searchParams.get("channel")}`);
        if (!this.scopes.has("channels:history"))
          return refuse("missing_scope", { needed: "channels:history" });
        if (this.#isTooMany("read", 60_000, 50)) return tooMany(10);
        return this.#page(method, url);
      }
      default:
        return refuse("unknown_method");
    }
  }

  #page(method: string, url: URL): Response {
    const limit = Number(url.searchParams.get("limit") ?? "100");
    const oldest = Number(url.searchParams.get("oldest") ?? "0");
    const from = Number(url.searchParams.get("cursor") ?? "0");
    const thread = url.searchParams.get("ts");
    const all = this.messages
      .filter((message) =>
        method === "conversations.history" ? message.thread === undefined : message.thread === thread,
      )
      .filter(({ ts }) => Number(ts) >= oldest)
      .toReversed();
    const page = all.slice(from, from + limit).map(({ ts, text, metadata }) => ({
      type: "message",
      ts,
      text,
      ...(metadata === undefined || url.searchParams.get("include_all_metadata") !== "true"
        ? {}
        : { metadata }),
    }));
    const next = from + limit < all.length ? String(from + limit) : "";
    return answer({ messages: page, has_more: next !== "", response_metadata: { next_cursor: next } });
  }

  /** The new message's ts, or `!` and the code of a refusal. */
  #add(message: z.output<typeof messageShape>): string {
    const fault = faultOf(message);
    if (fault !== undefined) return `!${fault}`;
    this.#count += 1;
    const ts = `${Math.floor(this.#now().getTime() / 1000)}.${String(this.#count).padStart(6, "0")}`;
    this.messages.push({
      ts,
      edits: 0,
      ...contentOf(message),
      ...(message.thread_ts === undefined ? {} : { thread: message.thread_ts }),
    });
    return ts;
  }

  #isTooMany(bucket: string, window: number, most: number): boolean {
    const now = this.#now().getTime();
    const times = (this.#times.get(bucket) ?? []).filter((time) => time > now - window);
    const isTooMany = times.length >= most;
    if (!isTooMany) times.push(now);
    this.#times.set(bucket, times);
    return isTooMany;
  }
}

function contentOf(
  message: z.output<typeof messageShape>,
): Pick<StubMessage, "text" | "blocks" | "metadata"> {
  return {
    text: message.text ?? "",
    blocks: z.array(blockShape).parse(message.blocks ?? []) as readonly KnownBlock[],
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
function faultOf({ text = "", blocks = [] }: z.output<typeof messageShape>): string | undefined {
  if (text === "" && blocks.length === 0) return "no_text";
  if (text.length > longestText) return "msg_too_long";
  if (blocks.length > mostBlocks) return "invalid_blocks";
  if (blocks.some((block) => !blockShape.safeParse(block).success)) return "invalid_blocks";
  return textLength(blocks) > longestBlocks ? "msg_blocks_too_long" : undefined;
}

function textLength(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, item) => sum + textLength(item), 0);
  if (typeof node !== "object" || node === null) return 0;
  return Object.entries(node).reduce(
    (sum, [name, value]) =>
      sum + (name === "text" && typeof value === "string" ? value.length : textLength(value)),
    0,
  );
}

function answer(body: object): Response {
  return Response.json({ ok: true, ...body });
}

function refuse(error: string, more: object = {}): Response {
  return Response.json({ ok: false, error, ...more });
}

function tooMany(seconds: number): Response {
  return Response.json(
    { ok: false, error: "ratelimited" },
    { status: 429, headers: { "retry-after": String(seconds) } },
  );
}
