import { z } from "zod";
import type { CallMade } from "../domain/call-made.ts";
import { ReconcileError } from "../domain/failure.ts";
import { NotNow } from "../telling/channel.ts";

/** What a client is made from. */
export interface SlackClientInputs {
  /** A bot's token (`xoxb-…`). */
  readonly token: string;
  /** `https://slack-gov.com/api` for GovSlack; Slack's own when left out. */
  readonly baseUrl?: string;
  readonly now: () => Date;
  /** Milliseconds for one request; 15 seconds when left out. */
  readonly timeout?: number;
  /** How requests travel; the network when left out. */
  readonly send?: Send;
  /** Told of each request that leaves the client. */
  readonly onCall?: (call: CallMade) => void;
}

/** Carries a request to Slack and its answer back. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** An answer of Slack's API: what was asked for, or the code of a refusal (`channel_not_found`). */
export type SlackAnswer =
  | { readonly kind: "done"; readonly body: SlackBody }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string };

const bodyShape = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  needed: z.string().optional(),
  response_metadata: z
    .object({ next_cursor: z.string().optional(), messages: z.array(z.string()).optional() })
    .optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
          .optional(),
      }),
    )
    .optional(),
});

/** The parts of Slack's answers that are read. */
export type SlackBody = z.output<typeof bodyShape>;

/** Slack's Web API, by method (https://docs.slack.dev/apis/web-api/). */
export interface SlackClient {
  /**
   * Calls a method with JSON. Throws `NotNow` while Slack asks to wait (429 and `Retry-After`), and a `ReconcileError` with
   * `SlackUnreachable` when it cannot be known whether Slack has done it.
   */
  call(
    method: "chat.postMessage" | "chat.update" | "conversations.history" | "conversations.replies",
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<SlackAnswer>;
}

/**
 * A client of the four methods that Autoland calls. Slack's own package brings eight others, waits on timers of its own and repeats
 * requests that may have been carried out; here repeating is decided where it is known how to look for the first one.
 */
export function makeSlackClient(inputs: SlackClientInputs): SlackClient {
  const { token, baseUrl = "https://slack.com/api", now, timeout = 15_000, send = fetch, onCall } = inputs;
  return {
    call: async (method, body, signal) => {
      const told = (result: "ok" | "error", throttled: boolean): void =>
        onCall?.({ system: "slack", service: "web", operation: method, result, throttled });
      const isRead = method.startsWith("conversations.");
      let response: Response;
      let text: string;
      try {
        response = await send(isRead ? `${baseUrl}/${method}?${query(body)}` : `${baseUrl}/${method}`, {
          method: isRead ? "GET" : "POST",
          headers: {
            authorization: `Bearer ${token}`,
            ...(isRead ? {} : { "content-type": "application/json; charset=utf-8" }),
          },
          ...(isRead ? {} : { body: JSON.stringify(body) }),
          redirect: "error",
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        });
        text = await response.text();
      } catch (error) {
        signal.throwIfAborted();
        told("error", false);
        throw unreachable(`no answer to ${method}`, error);
      }
      if (response.status === 429) {
        told("error", true);
        throw new NotNow(retryAt(response, now()), `Slack takes no more ${method} for now`);
      }
      const parsed = bodyShape.safeParse(parseJson(text));
      if (!parsed.success || response.status >= 500) {
        told("error", false);
        throw unreachable(`it answered ${response.status} to ${method}`);
      }
      if (parsed.data.ok) {
        told("ok", false);
        return { kind: "done", body: parsed.data };
      }
      const { error: refusal = "unknown_error", needed, response_metadata: more } = parsed.data;
      told("error", refusal === "ratelimited");
      if (refusal === "ratelimited")
        throw new NotNow(retryAt(response, now()), `Slack takes no more ${method} for now`);
      if (passing.has(refusal)) throw unreachable(`it answered ${refusal} to ${method}`);
      const detail = needed === undefined ? (more?.messages ?? []).join("; ") : `needs the scope ${needed}`;
      return { kind: "refused", code: refusal, detail };
    },
  };
}

/** Refusals that say that Slack itself is not well. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set(["fatal_error", "internal_error", "service_unavailable", "request_timeout"]);

/** When requests are welcome again: `Retry-After` is in seconds. https://docs.slack.dev/apis/web-api/rate-limits */
export function retryAt(response: Response, now: Date): Date {
  const seconds = Number(response.headers.get("retry-after"));
  return new Date(now.getTime() + (Number.isFinite(seconds) && seconds > 0 ? seconds : 30) * 1000);
}

/** The failure of a request of which it is not known whether Slack has carried it out. */
export function unreachable(why: string, cause?: unknown): ReconcileError {
  return new ReconcileError(
    {
      disposition: "retry",
      reason: "SlackUnreachable",
      message: `Slack could not be told: ${why}.`,
      remedy: "Check the network between Autoland and slack.com, and https://slack-status.com.",
    },
    { cause },
  );
}

function query(body: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(words).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
