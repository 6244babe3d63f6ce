import { describe, expect, test } from "vitest";
import { askIdentity } from "../../src/aws/ask-identity.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { approverChecks } from "../../src/doctor/approvers.ts";
import { clockCheck } from "../../src/doctor/clock-check.ts";
import { githubChecks, slackCheck } from "../../src/doctor/telling-checks.ts";
import { examineGitHub } from "../../src/github/examine-github.ts";
import { examineSlack } from "../../src/slack/examine-slack.ts";
import { makeAwsWorld } from "../support/aws-world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";

const { signal } = new AbortController();

const badCredentials: typeof fetch = async () =>
  Response.json({ message: "Bad credentials" }, { status: 401 });

describe("what GitHub says of a credential", () => {
  const duties = { statuses: true, deployments: true };

  test.each<[name: string, scopes: string | undefined, isPrivate: boolean, outcomes: readonly string[]]>([
    ["a classic token with the scope repo may write both", "repo, read:org", true, ["ok", "ok"]],
    ["one that may only write statuses lacks deployments", "repo:status", true, ["ok", "missing"]],
    ["public_repo is enough for a public repository", "public_repo", false, ["ok", "ok"]],
    ["and not for a private one", "public_repo", true, ["ok", "missing"]],
    ["a fine-grained token does not say", undefined, true, ["ok", "unknown"]],
    ["a token without any scope lacks both", "", true, ["ok", "missing"]],
  ])("%s", async (_name, scopes, isPrivate, outcomes) => {
    const send: typeof fetch = async () =>
      Response.json(
        { id: 1, full_name: "acme/shop", private: isPrivate },
        { headers: scopes === undefined ? {} : { "x-oauth-scopes": scopes } },
      );
    const rights = await examineGitHub(
      {
        repository: "acme/shop",
        auth: { kind: "token", token: "t" },
        now: () => new Date(),
        send,
      },
      signal,
    );
    const checks = githubChecks("shop", "acme/shop", rights, duties);
    expect(checks.map(({ outcome }) => outcome)).toEqual(outcomes);
    for (const check of checks)
      if (check.outcome === "missing") expect(check.remedy).toContain("gh auth refresh");
  });

  test("an app's installation names its permissions", () => {
    const checks = githubChecks(
      "shop",
      "acme/shop",
      { isPublic: false, permissions: { contents: "read", statuses: "write", deployments: "read" } },
      duties,
    );
    expect(checks.at(-1)).toMatchObject({
      outcome: "missing",
      message: expect.stringContaining("deployments"),
    });
  });

  test("a repository that cannot be read is a failure with its reason", async () => {
    await expect(
      examineGitHub(
        {
          repository: "acme/shop",
          auth: { kind: "token", token: "t" },
          now: () => new Date(),
          send: badCredentials,
        },
        signal,
      ),
    ).rejects.toMatchObject({ failure: { remedy: expect.any(String) } });
  });
});

describe("what Slack says of a token", () => {
  test.each<[name: string, body: object, scopes: string, outcome: string]>([
    ["writes and reads", { ok: true, team: "acme" }, "chat:write,channels:history", "ok"],
    ["writes only", { ok: true, team: "acme" }, "chat:write", "off"],
    ["may not write", { ok: true, team: "acme" }, "channels:history", "missing"],
    ["is refused", { ok: false, error: "invalid_auth" }, "", "missing"],
    ["is answered with something else", { hello: 1 }, "", "unknown"],
  ])("a token that %s", async (_name, body, scopes, outcome) => {
    const rights = await examineSlack(
      {
        token: "xoxb-secret",
        send: async () => Response.json(body, { headers: { "x-oauth-scopes": scopes } }),
      },
      signal,
    );
    const check = slackCheck(rights);
    expect(check.outcome).toBe(outcome);
    expect(JSON.stringify(check)).not.toContain("xoxb-secret");
  });

  test("a Slack that does not answer is not taken for a refusal", async () => {
    const rights = await examineSlack(
      { token: "t", send: () => Promise.reject(new TypeError("no")) },
      signal,
    );
    expect(slackCheck(rights).outcome).toBe("unknown");
  });
});

describe("the clock", () => {
  test.each<[skew: number | undefined, outcome: string]>([
    [0, "ok"],
    [29_000, "ok"],
    [31_000, "missing"],
    [-400_000, "missing"],
    [undefined, "unknown"],
  ])("%s ms off is %s", (skew, outcome) => {
    expect(clockCheck(skew).outcome).toBe(outcome);
  });

  test.each([
    ["behind", -3_600_000],
    ["ahead", 3_600_000],
    ["right", 0],
  ])("is seen to be %s by the date of STS's answer", async (_name, off) => {
    const { world } = makeAwsWorld();
    const inner = makeRequestHandler(world);
    const requestHandler = {
      ...inner,
      handle: async (...words: Parameters<typeof inner.handle>) => {
        const answer = await inner.handle(...words);
        answer.response.headers["date"] = new Date(world.clock.now().getTime() - off).toUTCString();
        return answer;
      },
    };
    const clients = {
      region: "eu-west-1",
      credentials: world.issueCredentials(rootOf("111111111111")),
      requestHandler,
    };
    const { skew } = await world.run(askIdentity(clients, world.clock, signal));
    expect(Math.abs((skew ?? 1e9) - off)).toBeLessThanOrEqual(1_000);
  });
});

describe("who may approve", () => {
  test.each<[name: string, lines: string, outcome: string | undefined, message: RegExp]>([
    ["nobody is asked where nothing waits for approval", "mode: apply", undefined, /^$/],
    [
      "whoever may write the parameters, where nothing is said",
      "mode: approve",
      "ok",
      /whoever may write the parameters \/autoland\/shop\/\*/,
    ],
    ["the named, with their ways", "mode: approve, approvals: { from: [ann] }", "ok", /^ann may approve/],
    [
      "an author who may not approve is recognised by the map",
      "mode: approve, approvals: { author: refused }",
      "ok",
      /never of a commit of their own/,
    ],
  ])("%s", (_name, lines, outcome, message) => {
    const reading = parseConfig(
      "autoland.yml",
      `applications:
  shop:
    source: { git: { url: /nowhere } }
    branches: { main: [production] }
    identities: { ann: { aws: ["arn:aws:iam::111111111111:user/ann"], git: [ann@acme.example] } }
    environments:
      production: { ${lines} }
`,
    );
    if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
    const { applications, page } = reading.config;
    const checks = applications.flatMap((application) => approverChecks(application, page));
    expect(checks[0]?.outcome).toBe(outcome);
    expect(checks[0]?.message ?? "").toMatch(message);
  });
});
