import { expect, test } from "vitest";
import type { Step } from "../../src/domain/plan.ts";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { GitHubWrites } from "../support/github-writes.ts";
import {
  began,
  commitOf,
  failed,
  looked,
  minute,
  openBench,
  type SlackBench,
  stepFor,
} from "../slack/bench.ts";

/** Planted wherever a secret may stand; none may come out again anywhere. */
const canaries = {
  parameter: "canary-of-a-silent-parameter",
  variable: "canary-of-a-named-variable",
  drawn: "canary0123456789abcdefABCDEF",
  header: "canary.of.an.authorization.header",
  session: "canaryOfASessionTokenInAHeader",
  url: "canary-of-a-signed-address",
  github: "ghp_canarycanarycanarycanary0123",
  slack: "xoxb-canary-canary-canary",
  password: "canary-after-a-name",
} as const;

/** A step whose stack has secrets in a silent parameter and in variables. */
function secretive(): Step {
  const step = stepFor("api");
  if (step.kind !== "create-stack") throw new Error("the step renders no stack");
  const { template, parameters } = step.desired;
  return {
    ...step,
    desired: {
      ...step.desired,
      parameters: { ...parameters, Silent: canaries.parameter },
      template: {
        ...template,
        Parameters: { ...template.Parameters, Silent: { Type: "String", NoEcho: true } },
        Resources: {
          ...template.Resources,
          Task: {
            Type: "AWS::ECS::TaskDefinition",
            Properties: {
              ContainerDefinitions: [
                {
                  Environment: [
                    { Name: "DB_PASSWORD", Value: canaries.variable },
                    { Name: "MARK", Value: canaries.drawn },
                  ],
                },
              ],
            },
          },
        },
      },
    },
  };
}

/** Everything that happens has a canary in it: events, errors with headers and addresses, held things, failures to look. */
async function play(bench: SlackBench): Promise<void> {
  const step = secretive();
  const said = [
    `Invalid value ${canaries.parameter} for parameter, not ${canaries.variable} nor ${canaries.drawn}`,
    `headers {"Authorization": "Bearer ${canaries.header}", "x-amz-security-token": "${canaries.session}"}`,
    `GET https://bucket.s3.amazonaws.com/x?X-Amz-Security-Token=${canaries.url}&X-Amz-Signature=${canaries.url}`,
    `token ${canaries.github} and ${canaries.slack}; password=${canaries.password}`,
  ].join("\n");
  bench.start();
  bench.tell(looked(commitOf("a"), { inSync: ["api"] }));
  await bench.pass(minute);
  bench.tell(
    looked(commitOf("b"), { steps: [{ ...step, because: [said] }] }),
    began({ ...step, because: [said] }),
  );
  bench.tell({ kind: "step-progressed", step, line: said });
  await bench.pass(minute);
  bench.tell(failed(step, said));
  await bench.pass(minute);
  const held = {
    environment: "test",
    workload: "web",
    reason: "PolicyViolation",
    message: said,
    remedy: said,
    findings: [],
  };
  bench.tell(looked(commitOf("c"), { steps: [step], held: [held] }));
  await bench.pass(minute);
  bench.tell({
    kind: "pass-failed",
    failure: { disposition: "retry", reason: "RepositoryUnreachable", message: said, remedy: said },
  });
  await bench.pass(10 * minute);
  bench.kill();
}

/** Every way by which something is told to people. A new one joins here. */
const outputs: readonly (readonly [string, () => Promise<readonly string[]>])[] = [
  ["a bot of Slack", () => sentToSlack("bot")],
  ["an incoming webhook of Slack", () => sentToSlack("webhook")],
  ["commit statuses and deployments of GitHub", sentToGitHub],
];

test.each(outputs)("a secret that is planted everywhere does not come out by %s", async (_output, told) => {
  const texts = await told();
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.join("\n")).toContain("[hidden]");
  for (const canary of Object.values(canaries))
    expect(texts.filter((text) => text.includes(canary))).toEqual([]);
});

async function sentToSlack(kind: "bot" | "webhook"): Promise<readonly string[]> {
  const bench = openBench(kind);
  await play(bench);
  return bench.slack.sent;
}

async function sentToGitHub(): Promise<readonly string[]> {
  const sent: string[][] = [];
  const bench = openBench(({ clock, book }) => {
    const github = new GitHubWrites(() => clock.now());
    sent.push(github.sent);
    const client = makeGitHubClient({
      repository: "acme/shop",
      auth: { kind: "token", token: "stub" },
      now: () => clock.now(),
      send: github.send,
    });
    return makeGitHubChannel({
      clientOf: () => client,
      statuses: true,
      deployments: true,
      nameOf: (_application, environment) => environment,
      linkTo: () => undefined,
      book,
      clock,
    });
  });
  await play(bench);
  return sent.flat();
}
