import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
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
