import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";

function read(telling: string, application = "") {
  const source = `source: { github: { repository: acme/shop } }, branches: { main: [test] }${application}`;
  return parseConfig("autoland.yml", `applications: { shop: { ${source} } }\n${telling}\n`);
}

test("without a word of them neither Slack nor GitHub is told", () => {
  const reading = read("");
  expect(reading).toMatchObject({ kind: "config" });
  expect(reading).not.toMatchObject({ config: { slack: expect.anything() } });
  expect(reading).not.toMatchObject({ config: { github: expect.anything() } });
});

test.each([
  [
    "a bot, with mentions and a channel of the application's own",
    "slack: { token: SLACK, channel: C0123456789, mentions: { failed: [S0123456789] } }",
    ", slack: { channel: C0987654321 }",
    {
      slack: {
        kind: "bot",
        token: "SLACK",
        channel: "C0123456789",
        mentions: { failed: ["S0123456789"], waiting: [] },
      },
      applications: [{ slackChannel: "C0987654321" }],
    },
  ],
  ["an incoming webhook", "slack: { webhook: HOOK }", "", { slack: { kind: "webhook", webhook: "HOOK" } }],
  ["all of GitHub", "github: {}", "", { github: { statuses: true, deployments: true } }],
  [
    "a part of GitHub, with a token of its own",
    "github: { deployments: false, token: WRITE }",
    "",
    { github: { statuses: true, deployments: false, token: "WRITE" } },
  ],
])("%s", (_what, telling, application, config) => {
  expect(read(telling, application)).toMatchObject({ kind: "config", config });
});

test.each([
  [
    "both of Slack's ways",
    "slack: { token: SLACK, channel: C0123456789, webhook: HOOK }",
    "",
    "either `token` or `webhook`",
  ],
  ["neither", "slack: {}", "", "either `token` or `webhook`"],
  ["a bot without a channel", "slack: { token: SLACK }", "", "names no `channel`"],
  [
    "a channel's name for its id",
    "slack: { token: SLACK, channel: '#deployments' }",
    "",
    "must be a channel's id",
  ],
  [
    "a token for its name",
    "slack: { token: xoxb-123-456, channel: C0123456789 }",
    "",
    "name of an environment variable",
  ],
  [
    "a mention that is a name",
    "slack: { webhook: HOOK, mentions: { failed: ['@ada'] } }",
    "",
    "id of a user",
  ],
  [
    "a webhook with a channel of an application",
    "slack: { webhook: HOOK }",
    ", slack: { channel: C0987654321 }",
    "needs `slack.token`",
  ],
  [
    "a channel of an application without Slack",
    "",
    ", slack: { channel: C0987654321 }",
    "needs `slack.token`",
  ],
])("%s is refused", (_what, telling, application, message) => {
  const reading = read(telling, application);
  const findings = reading.kind === "invalid" ? reading.findings : [];
  expect(findings.map((finding) => finding.message).join("\n")).toContain(message);
});
