import { expect, test } from "vitest";
import {
  failResources,
  healResources,
  slowResources,
} from "../../../src/simulator/cloudformation/resource-faults.ts";
import { setStage } from "./stage.ts";

const queues = (names: readonly string[], more: object = {}): object => ({
  Resources: Object.fromEntries(names.map((name) => [name, { Type: "AWS::SQS::Queue", Properties: more }])),
  Outputs: { First: { Value: { "Fn::GetAtt": [names[0], "Arn"] }, Export: { Name: "first" } } },
});

test("a stack is created with its outputs, resource by resource in order of dependency", async () => {
  const stage = setStage();
  const stack = await stage.create("s", {
    Resources: {
      Policy: {
        Type: "AWS::SQS::QueuePolicy",
        Properties: { Queues: [{ Ref: "Queue" }], PolicyDocument: { Statement: [] } },
      },
      Queue: { Type: "AWS::SQS::Queue" },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Queue", "Arn"] } } },
  });
  expect(stack.StackStatus).toBe("CREATE_COMPLETE");
  expect(stack.Outputs[0]?.OutputValue).toMatch(/^arn:aws:sqs:us-west-2:111111111111:s-Queue-[A-Z0-9]{12}$/);
  expect(await stage.events("s")).toEqual([
    "s CREATE_IN_PROGRESS",
    "Queue CREATE_IN_PROGRESS",
    "Queue CREATE_IN_PROGRESS",
    "Queue CREATE_COMPLETE",
    "Policy CREATE_IN_PROGRESS",
    "Policy CREATE_IN_PROGRESS",
    "Policy CREATE_COMPLETE",
    "s CREATE_COMPLETE",
  ]);
});

test("a creation that fails is rolled back, with the resources named in the reason", async () => {
  const stage = setStage();
  failResources(stage.world, { logicalId: "B", verb: "create", reason: "Quota exceeded" });
  const stack = await stage.create("s", queues(["A", "B"]));
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  const events = await stage.events("s");
  expect(events).toContain("B CREATE_FAILED");
  expect(events).toContain("A DELETE_COMPLETE");
});

test("an update that fails goes back to the last stable state", async () => {
  const stage = setStage();
  const before = await stage.create("s", queues(["A"]));
  failResources(stage.world, { logicalId: "B", verb: "create", reason: "Quota exceeded" });
  const after = await stage.update("s", queues(["A", "B"], { DelaySeconds: 5 }));
  expect(after.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(after.Outputs).toEqual(before.Outputs);
});

test("a resource that is slow once takes that long, ends well, and is as fast as ever after that", async () => {
  const stage = setStage();
  const seconds = async (template: object, name: string): Promise<number> => {
    const before = stage.world.clock.now().getTime();
    expect((await stage.create(name, template)).StackStatus).toBe("CREATE_COMPLETE");
    return (stage.world.clock.now().getTime() - before) / 1000;
  };
  slowResources(stage.world, { logicalId: "A", verb: "create", times: 1, seconds: 3600 });
  expect(await seconds({ Resources: { A: { Type: "AWS::SQS::Queue" } } }, "slow")).toBeGreaterThan(3600);
  expect(await seconds({ Resources: { A: { Type: "AWS::SQS::Queue" } } }, "fast")).toBeLessThan(300);
  slowResources(stage.world, { logicalId: "A", seconds: 3600 });
  healResources(stage.world);
  expect(await seconds({ Resources: { A: { Type: "AWS::SQS::Queue" } } }, "healed")).toBeLessThan(300);
});

test("a change set lists what it would do, and does it", async () => {
  const stage = setStage();
  await stage.create("s", queues(["A"]));
  const changeSet = await stage.plan("s", queues(["A", "B"], { DelaySeconds: 5 }));
  expect(
    changeSet.Changes.map(({ ResourceChange: change }) => [
      change.Action,
      change.LogicalResourceId,
      change.Replacement,
    ]),
  ).toEqual([
    ["Modify", "A", "False"],
    ["Add", "B", undefined],
  ]);
  await stage.call("ExecuteChangeSet", { ChangeSetName: changeSet.ChangeSetId });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_COMPLETE");
});

test("a deleted stack is found by its id only", async () => {
  const stage = setStage();
  await stage.create("s", queues(["A"]));
  expect((await stage.remove("s")).StackStatus).toBe("DELETE_COMPLETE");
  await expect(stage.describe("s")).rejects.toThrow("Stack with id s does not exist");
});
