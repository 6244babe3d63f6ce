import { z } from "zod";
import type { Send } from "./slack-client.ts";

/** What Slack says of a bot's token: its team and scopes, or the code of its refusal. */
export type SlackRights =
  | { readonly kind: "known"; readonly team: string; readonly scopes: readonly string[] }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unknown"; readonly why: string };

const identity = z.object({ ok: z.boolean(), error: z.string().optional(), team: z.string().optional() });

/** What a token is asked with. */
export interface SlackExamination {
  readonly token: string;
  readonly baseUrl?: string;
  readonly send?: Send;
}

/**
 * Asks `auth.test`, which changes nothing and needs no scope; the token's scopes stand in the answer's header.
 * https://docs.slack.dev/reference/methods/auth.test
 */
export async function examineSlack(
  { token, baseUrl = "https://slack.com/api", send = fetch }: SlackExamination,
  signal: AbortSignal,
): Promise<SlackRights> {
  try {
    const answer = await send(`${baseUrl}/auth.test`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
    });
    const parsed = identity.safeParse(await answer.json());
    if (!parsed.success) return { kind: "unknown", why: `Slack answered ${answer.status} to auth.test` };
    if (!parsed.data.ok) return { kind: "refused", code: parsed.data.error ?? "unknown_error" };
    const scopes = (answer.headers.get("x-oauth-scopes") ?? "").split(",").map((scope) => scope.trim());
    return { kind: "known", team: parsed.data.team ?? "", scopes: scopes.filter((scope) => scope !== "") };
  } catch (error) {
    signal.throwIfAborted();
    // A network fault may name the address, never the token, which travels in a header.
    return {
      kind: "unknown",
      why: `no answer to auth.test: ${error instanceof Error ? error.name : "fault"}`,
    };
  }
}
