import { createEmulator } from "emulate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/domain/failure.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { makeGitHubSource } from "../../src/github/github-source.ts";
import { makePullRequestComments } from "../../src/github/pull-request-comments.ts";
import { makePullRequests } from "../../src/github/pull-requests.ts";
import { digestAfter } from "../../src/notify/drift-digest.ts";
import { driftMessage } from "../../src/notify/drift-message.ts";
import { makeSlackClient } from "../../src/slack/slack-client.ts";
import { sentMessages } from "../../src/slack/sent-messages.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";

/**
 * What `emulate` cannot say anything about, or says otherwise than the documentation: each is asked for, so that a later version that can
 * is noticed. What our stubs answer there is held against `@octokit/openapi` and Slack's pages only.
 */
const githubLacks = [
  ["commit statuses", "https://docs.github.com/en/rest/commits/statuses"],
  ["the combined status", "https://docs.github.com/en/rest/commits/statuses"],
  ["deployments", "https://docs.github.com/en/rest/deployments/deployments"],
] as const;
const slackDiffers = [
  [
    "reading a channel with GET is not found",
    "https://docs.slack.dev/reference/methods/conversations.history",
  ],
  [
    "reading a thread with GET is not found",
    "https://docs.slack.dev/reference/methods/conversations.replies",
  ],
  ["a message of more than fifty blocks is taken", "https://docs.slack.dev/reference/block-kit/blocks"],
] as const;

const signal = new AbortController().signal;
const auth = { kind: "token", token: "stub" } as const;
const channel = "C000000001";

interface Emulator {
  readonly url: string;
  close(): Promise<void>;
}
let github: Emulator | undefined;
let slack: Emulator | undefined;

beforeAll(async () => {
  github = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { stub: { login: "acme", scopes: ["repo"] } },
      github: { users: [{ login: "acme" }], repos: [{ owner: "acme", name: "shop", auto_init: true }] },
    },
  });
  slack = await createEmulator({
    service: "slack",
    port: 0,
    seed: { tokens: { "xoxb-stub": { login: "U000000001", scopes: ["chat:write", "channels:history"] } } },
  });
});

afterAll(async () => {
  await github?.close();
  await slack?.close();
});

function githubInputs() {
  if (github === undefined) throw new Error("emulate did not start");
  return { repository: "acme/shop", auth, baseUrl: github.url, now: () => new Date() };
}

describe("GitHub, as emulate plays it", () => {
  test("branches, trees, blobs, ancestry and pull requests read as pushed, and our comment is one", async () => {
    const client = makeGitHubClient(githubInputs());
    const source = makeGitHubSource(githubInputs());
    const main = (await source.heads()).get("main");
    if (main === undefined) throw new Error("no branch main");
    await client.ask((octokit, target) =>
      octokit.rest.git.createRef({ ...target, ref: "refs/heads/feature", sha: main }),
    );
    const content = Buffer.from("name: api\n").toString("base64");
    const file = { path: "copilot/api/manifest.yml", message: "api", branch: "feature", content };
    await client.ask((octokit, target) =>
      octokit.rest.repos.createOrUpdateFileContents({ ...target, ...file }),
    );
    const feature = (await source.heads()).get("feature");
    if (feature === undefined) throw new Error("no branch feature");
    expect(feature).not.toBe(main);
    const entries = await source.tree(feature, ["copilot"]);
    const manifest = entries.find(({ path }) => path === "copilot/api/manifest.yml");
    if (manifest === undefined || !("blob" in manifest)) throw new Error(JSON.stringify(entries));
    const blobs = await source.blobs([manifest.blob]);
    expect(Buffer.from(blobs.get(manifest.blob) ?? []).toString()).toBe("name: api\n");
    expect(await source.isAncestor(main, feature)).toBe(true);
    expect(await source.isAncestor(feature, main)).toBe(false);
    await client.ask((octokit, target) =>
      octokit.rest.pulls.create({ ...target, head: "feature", base: "main", title: "api" }),
    );
    const pulls = makePullRequests(client);
    const open = await pulls.open();
    expect(open).toMatchObject([{ into: "main", head: feature, isFromFork: false }]);
    expect(await pulls.isPublic()).toBe(true);
    const number = open[0]?.number ?? 0;
    const say = (text: string): Promise<string> =>
      makePullRequestComments(client, auth, async () => {}).say(number, text, { isNew: true });
    const said = [await say("mark\none"), await say("mark\ntwo"), await say("mark\ntwo")];
    expect(said.at(-1)).toBe("said-already");
    const { data } = await client.ask((octokit, target) =>
      octokit.rest.issues.listComments({ ...target, issue_number: number }),
    );
    expect(data.map(({ body }) => body)).toEqual(["mark\ntwo"]);
  });

  test.each(githubLacks)("%s are not there (%s)", async (what) => {
    const client = makeGitHubClient(githubInputs());
    const ref = (await makeGitHubSource(githubInputs()).heads()).get("main") ?? "";
    const asked = client.ask(async (octokit, target) => {
      switch (what) {
        case "commit statuses":
          return octokit.rest.repos.createCommitStatus({ ...target, sha: ref, state: "pending" });
        case "the combined status":
          return octokit.rest.repos.getCombinedStatusForRef({ ...target, ref });
        case "deployments":
          return octokit.rest.repos.createDeployment({ ...target, ref });
      }
    });
    await expect(asked).rejects.toMatchObject({ failure: { reason: "RepositoryNotFound" } });
  });
});

function client() {
  return makeSlackClient({ token: "xoxb-stub", baseUrl: `${slack?.url}/api`, now: () => new Date() });
}

async function read(thread?: string): Promise<unknown> {
  const where = { channel, since: new Date(0), ...(thread === undefined ? {} : { thread }) };
  return sentMessages(client(), where, signal);
}

describe("Slack, as emulate plays it", () => {
  test("a message of ours is sent, edited and answered in its thread; what is not there is refused in Slack's words", async () => {
    const at = new Date("2026-11-20T09:00:00Z");
    const target = driftTarget("test", "api", [liveDrift("test", "api")]);
    const style = {
      linkTo: () => undefined,
      driftAt: () => undefined,
      mentions: {},
      secrets: new Set<string>(),
    };
    const { text, blocks, about } = driftMessage(
      digestAfter(undefined, driftLooked("shop", at, [target])),
      style,
    );
    const metadata = { event_type: "autoland", event_payload: about };
    const message = { channel, text, blocks, metadata };
    const posted = await client().call("chat.postMessage", message, signal);
    const ts = posted.kind === "done" ? posted.body.ts : undefined;
    expect(posted).toMatchObject({
      kind: "done",
      body: { channel, ts: expect.stringMatching(/^\d+\.\d+$/) },
    });
    const edited = await client().call("chat.update", { ...message, ts, text: "edited" }, signal);
    expect(edited).toMatchObject({ kind: "done", body: { ts } });
    const reply = await client().call("chat.postMessage", { ...message, thread_ts: ts }, signal);
    expect(reply.kind === "done" && reply.body.ts !== ts).toBe(true);
    expect(await client().call("chat.update", { ...message, ts: "1.1" }, signal)).toMatchObject({
      code: "message_not_found",
    });
    expect(await client().call("chat.postMessage", { ...message, channel: "C9" }, signal)).toMatchObject({
      code: "channel_not_found",
    });
  });

  test.each(slackDiffers)("%s (%s says otherwise)", async (what) => {
    switch (what) {
      case "reading a channel with GET is not found":
        return expect(read()).rejects.toThrow(ReconcileError);
      case "reading a thread with GET is not found":
        return expect(read("1.1")).rejects.toThrow(ReconcileError);
      case "a message of more than fifty blocks is taken": {
        const blocks = Array.from({ length: 51 }, () => ({ type: "divider" }));
        const answer = await client().call("chat.postMessage", { channel, text: "long", blocks }, signal);
        return expect(answer.kind).toBe("done");
      }
    }
  });
});
