import { verify } from "@octokit/webhooks-methods";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type GitHubHint, readHint } from "./github-hint.ts";

/** What GitHub's webhook is received with. */
export interface GitHubWebhookInputs {
  /** At least one; a delivery that is signed with any of them is GitHub's. */
  readonly secrets: readonly string[];
  readonly onHint: (hint: GitHubHint) => void;
}

/** Bytes of a delivery; GitHub sends up to 25 MB, and what is larger than this is found by the next poll. */
const longestBody = 5 * 1024 * 1024;

/** How many deliveries are remembered. A delivery that comes again is answered and changes nothing. */
const remembered = 1000;

/**
 * Receives deliveries at `/`: signed over their raw bytes (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries),
 * each once, and never more than a hint to look. It answers before anything is looked at, for GitHub waits ten seconds.
 */
export function githubWebhook({ secrets, onHint }: GitHubWebhookInputs): Hono {
  const seen = new Set<string>();
  const isNew = (delivery: string): boolean => {
    if (seen.has(delivery)) return false;
    seen.add(delivery);
    if (seen.size > remembered) for (const oldest of seen.values().take(1)) seen.delete(oldest);
    return true;
  };
  const app = new Hono();
  app.use(bodyLimit({ maxSize: longestBody }));
  app.post("/", async (context) => {
    const signature = context.req.header("x-hub-signature-256") ?? "";
    const event = context.req.header("x-github-event") ?? "";
    const delivery = context.req.header("x-github-delivery") ?? "";
    const body = await context.req.text();
    if (!(await isSigned(secrets, body, signature)))
      return context.text("the signature is missing or wrong\n", 401);
    if (!/^[\w-]{1,100}$/.test(delivery)) return context.text("x-github-delivery is missing\n", 400);
    if (!isNew(delivery)) return context.text("seen before\n", 202);
    const hint = readHint(event, body);
    if (hint === "unreadable") return context.text("the payload names no repository\n", 400);
    if (hint !== undefined) onHint(hint);
    return context.text(hint === undefined ? "nothing to look at\n" : "noted\n", 202);
  });
  return app;
}

async function isSigned(secrets: readonly string[], body: string, signature: string): Promise<boolean> {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature) || body === "") return false;
  const answers = await Promise.all(secrets.map((secret) => verify(secret, body, signature)));
  return answers.includes(true);
}
