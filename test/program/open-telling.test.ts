import pino from "pino";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { openGitHubWriting } from "../../src/program/github-writing.ts";
import { openTelling } from "../../src/program/open-telling.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import type { Telling } from "../../src/telling/keep-telling.ts";

function opened(
  telling: string,
  environment: Readonly<Record<string, string>>,
  source = "github: { repository: acme/shop }",
): Telling | undefined {
  const text = `applications: { shop: { source: { ${source} }, branches: { main: [test] } } }\n${telling}\n`;
  const reading = parseConfig("autoland.yml", text);
  if (reading.kind === "invalid") throw new Error("the configuration of the test has faults");
  const log = pino({ level: "silent" });
  const { config } = reading;
  const people = { config, applications: [], clock: systemClock, log, environment };
  return openTelling(
    people,
    config.github === undefined ? undefined : openGitHubWriting(config.github, people),
  );
}

const bot = "slack: { token: SLACK, channel: C0123456789 }";

test("nobody is told where nothing is configured", () => {
  expect(opened("", {})).toBeUndefined();
});

test.each([
  ["a bot", bot, { SLACK: "xoxb-1" }],
  ["an incoming webhook", "slack: { webhook: HOOK }", { HOOK: "https://hooks.slack.com/services/T/B/x" }],
  ["GitHub with the credential that reads", "github: {}", { GITHUB_TOKEN: "ghp_1" }],
  ["GitHub with one that writes", "github: { token: WRITE }", { WRITE: "ghp_2" }],
])("%s", (_what, telling, environment) => {
  expect(opened(telling, environment)).toBeDefined();
});

test.each([
  [
    "a variable that is not set",
    bot,
    {},
    undefined,
    "the environment variable SLACK, which `slack.token` names, is not set",
  ],
  ["GitHub without a credential", "github: {}", {}, undefined, "there is no credential to write with"],
  [
    "GitHub without an application there",
    "github: {}",
    { GITHUB_TOKEN: "ghp_1" },
    "git: { url: /shop }",
    "no application has `source.github`",
  ],
])("%s stops the start, by name", (_what, telling, environment, source, message) => {
  expect(() => opened(telling, environment, source)).toThrow(message);
});
