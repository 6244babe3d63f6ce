import { createInterface } from "node:readline";
import { z } from "zod";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import type { Records } from "../../src/domain/records.ts";
import type { RecentRelease } from "../../src/domain/release.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { makeBotChannel } from "../../src/slack/bot-channel.ts";
import { makeSlackClient } from "../../src/slack/slack-client.ts";
import { makeWebhookChannel } from "../../src/slack/webhook-channel.ts";
import type { Channel } from "../../src/telling/channel.ts";
import { makeTelling } from "../../src/telling/keep-telling.ts";
import { makeMessageBook } from "../../src/telling/message-book.ts";
import {
  applied,
  began,
  channel as slackChannel,
  commitOf,
  type HappeningOf,
  looked,
  stepFor,
} from "../slack/bench.ts";
import { scaledClock } from "./scaled-clock.ts";

/**
 * A process that tells people, as a child of a test: what happens comes line by line from its standard input, and people and records are
 * behind one address of this machine. It ends when it is killed.
 */
const [given, address = "", zero, factor] = process.argv.slice(2);
const kind = z.enum(["bot", "webhook", "github"]).parse(given);
const clock = scaledClock({ zero: Number(zero), factor: Number(factor) });
const heard = z.discriminatedUnion("what", [
  z.object({ what: z.literal("lies-before"), digit: z.string() }),
  z.object({ what: z.literal("begins"), digit: z.string() }),
  z.object({ what: z.literal("is-there"), digit: z.string() }),
]);
const api = stepFor("api");

const records: Pick<Records, "recordMessages" | "record"> = {
  record: async () => {},
  recordMessages: async (name, messages) => {
    await fetch(`${address}/records`, { method: "POST", body: JSON.stringify({ name, messages }) });
  },
};

async function recall(): Promise<{ readonly recent: readonly RecentRelease[]; readonly repository: string }> {
  const answer = await fetch(`${address}/records`);
  const recent = z
    .array(
      z.object({
        environment: z.string(),
        commit: z.string().transform((text) => commitSha(text)),
        messages: z.record(z.string(), z.string()),
        release: z
          .object({
            branch: z.string(),
            startedAt: z.coerce.date(),
            endedAt: z.coerce.date(),
            outcome: z.enum(["deployed", "failed"]),
          })
          .optional(),
      }),
    )
    .parse(await answer.json())
    .map(({ release, ...rest }) => (release === undefined ? rest : { ...rest, release }));
  return { recent, repository: "acme/shop" };
}

function now(): Date {
  return clock.now();
}

function openChannel(): Channel {
  const book = makeMessageBook(() => records);
  const style = { mentions: { failed: [], waiting: [] }, linkTo: () => undefined, driftAt: () => undefined };
  switch (kind) {
    case "bot": {
      const client = makeSlackClient({ token: "xoxb-1234-stub-token", baseUrl: `${address}/slack`, now });
      return makeBotChannel({ client, style, book, clock, channelOf: () => slackChannel });
    }
    case "webhook":
      return makeWebhookChannel({ address: `${address}/webhook`, style, book, clock });
    case "github": {
      const auth = { kind: "token", token: "stub" } as const;
      const client = makeGitHubClient({ repository: "acme/shop", auth, baseUrl: `${address}/github`, now });
      return makeGitHubChannel({
        clientOf: () => client,
        statuses: true,
        deployments: true,
        nameOf: (_application, environment) => environment,
        linkTo: () => undefined,
        book,
        clock,
      });
    }
  }
}

const telling = makeTelling({
  channels: [openChannel()],
  clock,
  recall,
  onFault: (name, error) => process.stderr.write(`${name}: ${String(error)}\n`),
});
void telling.run(new AbortController().signal);
for await (const line of createInterface({ input: process.stdin })) {
  for (const happening of happeningsOf(heard.parse(JSON.parse(line))))
    telling.tell({ application: "shop", at: clock.now(), ...happening });
  process.stdout.write("heard\n");
}

function happeningsOf({ what, digit }: z.infer<typeof heard>): readonly HappeningOf[] {
  const commit = commitOf(digit);
  switch (what) {
    case "lies-before":
      return [looked(commit, { steps: [api] })];
    case "begins":
      return [looked(commit, { steps: [api] }), began(api)];
    case "is-there":
      return [applied(api), looked(commit, { inSync: ["api"] })];
  }
}
