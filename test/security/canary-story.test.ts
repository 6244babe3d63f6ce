import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDriftEyes } from "../../src/aws/drift/make-drift-eyes.ts";
import { printDrift } from "../../src/cli/drift-command.ts";
import type { Console } from "../../src/cli/console.ts";
import { printPlans } from "../../src/cli/plan-command.ts";
import { printStatus } from "../../src/cli/status-command.ts";
import { printReports } from "../../src/cli/sync-command.ts";
import { ReconcileError } from "../../src/domain/failure.ts";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { previewComment } from "../../src/notify/preview/preview-comment.ts";
import { openAudience } from "../../src/program/audience.ts";
import { makeLogger } from "../../src/program/logging.ts";
import { fedBy, lookAtBranch, previewLive } from "../../src/reconcile/preview/preview.ts";
import { lookForDrift } from "../../src/reconcile/drift/look-for-drift.ts";
import { makeLoop } from "../../src/reconcile/reconcile.ts";
import { plain } from "../../src/report/paint.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { githubWebhook } from "../../src/server/webhooks/github-webhook.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { makeBotChannel } from "../../src/slack/bot-channel.ts";
import { makeSlackClient } from "../../src/slack/slack-client.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { makeTraces } from "../../src/telemetry/traces.ts";
import { makeTelling } from "../../src/telling/keep-telling.ts";
import { makeMessageBook } from "../../src/telling/message-book.ts";
import { GitHubWrites } from "../support/github-writes.ts";
import { openAdoptedShop, sessionsOf, shopAccount } from "../support/shop.ts";
import { SlackStub } from "../support/slack-stub.ts";

/** Planted wherever a secret may stand; none may come out again anywhere. */
const canaries = {
  variable: "canary-of-a-variable-called-password",
  drawn: "canary0123456789abcdefABCDEF",
  header: "canary.of.an.authorization.header",
  session: "canaryOfASessionTokenInAHeader",
  signed: "canary-of-a-signed-address",
  github: "ghp_canarycanarycanarycanary0123",
  slack: "xoxb-canary-canary-canary",
  remote: "canary-in-the-address-of-a-remote",
  record: "canary-in-what-a-person-wrote",
  body: "canary-in-the-body-of-a-delivery",
} as const;

const minute = 60_000;

/** What CloudFormation says when the canaries were handed to it. */
const said = [
  `Invalid request provided: ${canaries.variable} and ${canaries.drawn} are not allowed`,
  `{"Authorization": "Bearer ${canaries.header}", "x-amz-security-token": "${canaries.session}"}`,
  `GET https://b.s3.amazonaws.com/x?X-Amz-Security-Token=${canaries.signed}&X-Amz-Signature=${canaries.signed}`,
  `${canaries.github} ${canaries.slack}`,
].join(" ");

const outputs = new Map<string, readonly string[]>();
let folder = "";

/** Everything that the program writes down, shows or sends while a shop with canaries in it is looked after, by the name of the output. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "autoland-canary-"));
  const shop = await openAdoptedShop();
  const { world, source } = shop;
  const { clock } = world;
  const lines: string[] = [];
  const log = makeLogger({ level: "debug", style: "json", write: (line) => lines.push(line) });
  const feed = makeFeed(["shop"]);
  const metrics = makeMetrics(["shop"]);
  const spans = new InMemorySpanExporter();
  const traces = await makeTraces(new SimpleSpanProcessor({ exporter: spans }));
  const slack = new SlackStub(() => clock.now());
  const github = new GitHubWrites(() => clock.now());
  const book = makeMessageBook(() => shop.hands.records);
  const telling = makeTelling({
    clock,
    channels: [
      makeBotChannel({
        client: makeSlackClient({ token: slack.token, now: () => clock.now(), send: slack.send }),
        style: { mentions: { failed: [], waiting: [] }, linkTo: () => undefined, driftAt: () => undefined },
        book,
        clock,
        channelOf: () => "C0123456789",
      }),
      makeGitHubChannel({
        clientOf: () =>
          makeGitHubClient({
            repository: "acme/shop",
            auth: { kind: "token", token: "stub" },
            now: () => clock.now(),
            send: github.send,
          }),
        statuses: true,
        deployments: true,
        nameOf: (_application, environment) => environment,
        linkTo: () => undefined,
        book,
        clock,
      }),
    ],
    recall: async () => ({ recent: [], repository: "acme/shop" }),
    onFault: (channel, error) => log.error({ channel, error }, "people could not be told"),
  });
  const journal = path.join(folder, "journal.jsonl");
  const audience = await openAudience({ journal }, [feed.tell, metrics.tell, traces.tell, telling.tell], log);
  const subject = shop.subject();
  const loop = makeLoop({
    members: [
      {
        eyes: shop.eyes,
        hands: { ...shop.hands, log, tell: audience.tell },
        subject,
        intervalMilliseconds: 5 * minute,
      },
    ],
    clock,
    random: () => 0.5,
    publish: async (end) => {
      if (end.kind === "report")
        audience.tell({ kind: "pass-ended", application: "shop", at: end.at, report: end.report });
      else audience.tell({ kind: "pass-failed", application: "shop", at: end.at, failure: end.failure });
    },
  });
  const stop = new AbortController();
  const ended = Promise.allSettled([loop.run(stop.signal), telling.run(stop.signal)]);
  const pass = (milliseconds: number): Promise<void> => world.run(clock.sleep(milliseconds));
  const printed: string[] = [];
  const console: Console = {
    out: (text) => printed.push(text),
    err: (text) => printed.push(text),
    paint: plain,
    json: false,
  };

  await pass(2 * minute);
  const manifest = source.textAt(source.head("develop"), "copilot/api/manifest.yml") ?? "";
  const variables = `variables:\n  DB_PASSWORD: ${canaries.variable}\n  MARK: ${canaries.drawn}\n`;
  const secretive = manifest.replace("variables:\n", variables);
  failResources(world, {
    stackName: "shop-develop-api",
    logicalId: "Service",
    verb: "update",
    during: "forward",
    reason: said,
  });
  const base = source.head("develop");
  const head = source.commit("develop", { "copilot/api/manifest.yml": secretive });
  const fed = fedBy(subject, "develop");
  if (fed === undefined) throw new Error("develop feeds nothing");
  const { signal } = new AbortController();
  const previewed = { branch: "develop", base, commit: head };
  const without = await world.run(lookAtBranch(shop.eyes, fed, previewed, signal));
  const preview = await world.run(previewLive(shop.eyes, fed, { previewed, without }, signal));
  const { text: comment } = previewComment({
    application: "shop",
    pull: { into: "develop", head },
    of: "merge",
    preview,
    showsValues: true,
    linkTo: () => undefined,
  });
  outputs.set("the comment below a pull request", [comment]);
  const before = await shop.look();
  const drift = makeDriftEyes(sessionsOf(world, shopAccount), clock);
  const patience = { patienceMilliseconds: 3_600_000, rules: [], culprits: false };
  const { report: drifted } = await world.run(lookForDrift(shop.eyes, drift, subject, patience, signal));
  const drifts = [drifted];
  await pass(90 * minute);
  const reason = `password=${canaries.record}`;
  await world.run(
    shop.hands.records.record("shop", {
      kind: "suspension",
      what: { kind: "environment", environment: "staging" },
      reason,
      at: clock.now(),
    } as never),
  );
  await pass(5 * minute);
  const after = await shop.look();
  const report = await shop.sync();
  source.fail(
    new ReconcileError({
      disposition: "retry",
      reason: "RepositoryUnreachable",
      message: `unable to access https://x-access-token:${canaries.remote}@github.com/acme/shop.git`,
    }),
  );
  await pass(10 * minute);

  const status = { plan: after.plan, health: report.health, reasons: report.reasons };
  for (const json of [true, false]) {
    const one = { ...console, json };
    printPlans(one, [before.plan, after.plan], "text");
    printReports(one, [report]);
  }
  printPlans(console, [before.plan, after.plan], "markdown");
  for (const format of ["text", "json", "markdown", "html"] as const) {
    printStatus({ ...console, json: format === "json" }, [status], format);
    printDrift({ ...console, json: format === "json" }, drifts, format);
  }
  outputs.set("what commands print", printed);
  outputs.set("the log", lines);
  const app = makePageApp({
    feed,
    assets: await loadAssets(),
    access: { kind: "open", names: "any" },
    metrics,
    lookInto: async () => undefined,
    perform: async () => [],
    onFault: (error) => log.error({ error }, "a page could not be made"),
    now: () => clock.now(),
    stop: stop.signal,
    githubWebhook: githubWebhook({ secrets: ["s"], onHint: (hint) => log.info({ hint }, "hint") }),
  });
  const places = [
    "/",
    "/applications/shop",
    ...["develop", "staging", "production"].flatMap((environment) => [
      `/applications/shop/environments/${environment}`,
      `/applications/shop/environments/${environment}/workloads/api`,
    ]),
  ];
  const pages = await Promise.all(places.map(async (place) => (await app.request(place)).text()));
  outputs.set("the page", pages);
  outputs.set("metrics", [await (await app.request("/metrics")).text()]);
  const delivery = await app.request("/webhooks/github", {
    method: "POST",
    body: JSON.stringify({ token: canaries.body }),
    headers: { "x-hub-signature-256": `sha256=${"0".repeat(64)}`, "x-github-delivery": "1" },
  });
  outputs.set("what a delivery is answered", [await delivery.text()]);
  stop.abort();
  await ended;
  await audience.close();
  outputs.set("the journal", [await readFile(journal, "utf8")]);
  outputs.set(
    "traces",
    spans
      .getFinishedSpans()
      .map(({ name, attributes, status: end, events }) => JSON.stringify({ name, attributes, end, events })),
  );
  outputs.set("Slack", slack.sent);
  outputs.set("GitHub", github.sent);
}, 60_000);

afterAll(async () => rm(folder, { recursive: true, force: true }));

test.each([
  ["the comment below a pull request", "DB_PASSWORD"],
  ["what commands print", "[hidden]"],
  ["the log", "[hidden]"],
  ["the page", "[hidden]"],
  ["metrics", "autoland_steps_total"],
  ["what a delivery is answered", "signature"],
  ["the journal", "[hidden]"],
  ["traces", "update-stack"],
  ["Slack", "[hidden]"],
  ["GitHub", "autoland/shop/develop"],
])("no canary comes out by %s, which tells of what had them in it", (output, tells) => {
  const texts = outputs.get(output) ?? [];
  expect(texts.join("\n")).toContain(tells);
  const found = Object.entries(canaries).filter(([, canary]) => texts.some((text) => text.includes(canary)));
  expect(found.map(([name, canary]) => [name, near(texts, canary)])).toEqual([]);
});

/** What stands around the first place, for whoever has to mend it. */
function near(texts: readonly string[], canary: string): string {
  const text = texts.find((each) => each.includes(canary)) ?? "";
  const at = text.indexOf(canary);
  return text.slice(Math.max(0, at - 200), at + 40);
}
