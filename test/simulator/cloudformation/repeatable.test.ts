import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import type { FaultEffect } from "../../../src/simulator/kernel/faults.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../../src/simulator/protocols/retry-on-clock.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const template = (delay: number): object => ({
  Resources: {
    A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: delay } },
    B: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { "Fn::GetAtt": ["A", "QueueName"] } } },
  },
});

async function story(stage: Stage): Promise<void> {
  await stage.create("s", template(1));
  failResources(stage.world, { logicalId: "A", verb: "update", reason: "no", times: 1 });
  await stage.update("s", template(2));
  await stage.update("s", template(3));
}

async function traceOf(seed: string): Promise<string> {
  const stage = setStage({ seed });
  await story(stage);
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  return createHash("sha256")
    .update(stage.world.log.text())
    .update(JSON.stringify(StackEvents))
    .digest("hex");
}

test("the same seed gives the same calls and events, byte for byte", async () => {
  expect(await traceOf("one")).toBe(await traceOf("one"));
  expect(await traceOf("one")).not.toBe(await traceOf("two"));
});

test("a snapshot in the middle of an update brings the same end", async () => {
  const stage = setStage();
  await stage.create("s", template(1));
  await stage.call("UpdateStack", { StackName: "s", TemplateBody: JSON.stringify(template(2)) });
  await stage.world.run(stage.world.clock.sleep(2000));
  const snapshot = stage.world.snapshot();
  const end = async (): Promise<unknown> => [
    await stage.settled("s"),
    await stage.events("s"),
    stage.world.log.text(),
  ];
  const first = await end();
  stage.world.restore(snapshot);
  expect((await stage.describe("s")).StackStatus).toBe("UPDATE_IN_PROGRESS");
  stage.world.restore(snapshot);
  expect(await end()).toEqual(first);
});

/** Stacks, secrets and objects through SDK clients that retry, while one call in five fails in one of many ways. */
async function faultyTrace(seed: string): Promise<string> {
  const { world, region, account } = setStage({ seed });
  const kinds: readonly FaultEffect[] = [
    { kind: "throttle" },
    { kind: "server-error" },
    { kind: "timeout", phase: "before-effect" },
    { kind: "timeout", phase: "after-effect" },
    { kind: "latency", milliseconds: 700 },
  ];
  for (const effect of kinds) {
    world.faults.add({ probability: 0.05, effect });
  }
  const { accessKeyId, secretAccessKey } = world.issueCredentials(rootOf(account));
  const options = {
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: makeRequestHandler(world),
    retryStrategy: retryOnClock(world.clock, { maxAttempts: 6 }),
  };
  const cloudformation = new CloudFormationClient(options);
  const ssm = new SSMClient(options);
  const outcomes: string[] = [];
  const attempt = async (call: () => Promise<unknown>): Promise<void> => {
    const outcome = await call().then(
      () => "ok",
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
    outcomes.push(`${world.clock.time} ${outcome}`);
  };
  await world.run(
    (async () => {
      for (let index = 0; index < 20; index += 1) {
        const TemplateBody = JSON.stringify(template(index));
        const ClientRequestToken = `token-${index}`;
        await attempt(() =>
          cloudformation.send(
            new CreateStackCommand({ StackName: `s-${index}`, TemplateBody, ClientRequestToken }),
          ),
        );
        await attempt(() =>
          ssm.send(
            new PutParameterCommand({ Name: `/p/${index}`, Value: "v", Type: "String", Overwrite: true }),
          ),
        );
        await world.clock.sleep(30_000);
        await attempt(() => cloudformation.send(new DescribeStacksCommand({})));
      }
    })(),
  );
  const faults = world.log.records.filter(({ outcome }) => outcome !== "ok").length;
  expect(faults).toBeGreaterThan(5);
  return [...outcomes, world.log.text()].join("\n");
}

test("the same seed gives the same calls, retries and pauses under faults, byte for byte", async () => {
  expect(await faultyTrace("one")).toBe(await faultyTrace("one"));
  expect(await faultyTrace("one")).not.toBe(await faultyTrace("two"));
});
