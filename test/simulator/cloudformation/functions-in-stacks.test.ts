import { expect, test } from "vitest";
import { setFunctionRunner } from "../../../src/simulator/cloudformation/function-registry.ts";
import type {
  CustomResourceEvent,
  CustomResourceResponse,
} from "../../../src/simulator/cloudformation/function-runner.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const template = (runtime: string, properties: object = {}): object => ({
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        },
      },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: "b", S3Key: "k" },
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Runtime: runtime,
        Handler: "index.handler",
      },
    },
    Action: {
      Type: "Custom::Probe",
      Properties: { ServiceToken: { "Fn::GetAtt": ["Function", "Arn"] }, Count: 2, On: true, ...properties },
    },
  },
  Outputs: { Answer: { Value: { "Fn::GetAtt": ["Action", "Answer"] } } },
});

function withRunner(answer: (event: CustomResourceEvent) => CustomResourceResponse): {
  readonly stage: Stage;
  readonly events: CustomResourceEvent[];
} {
  const stage = setStage();
  const events: CustomResourceEvent[] = [];
  setFunctionRunner(stage.world, async ({ event, world }) => {
    events.push(event);
    await world.clock.sleep(3000);
    return answer(event);
  });
  return { stage, events };
}

const fine = (event: CustomResourceEvent): CustomResourceResponse => ({
  Status: "SUCCESS",
  PhysicalResourceId: "probe",
  Data: { Answer: `${event.RequestType} ${JSON.stringify(event.ResourceProperties["Count"])}` },
});

test("a custom resource's function gets its event with texts, and its answer is the resource's attributes", async () => {
  const { stage, events } = withRunner(fine);
  const stack = await stage.create("s", template("nodejs22.x"));
  expect(stack.Outputs[0]?.OutputValue).toBe('Create "2"');
  expect(events[0]?.ResourceProperties).toMatchObject({ Count: "2", On: "true" });
  const updated = await stage.update("s", template("nodejs22.x", { Count: 3 }));
  expect(updated.Outputs[0]?.OutputValue).toBe('Update "3"');
  expect(events[1]?.OldResourceProperties).toMatchObject({ Count: "2" });
  await stage.remove("s");
  expect(events.map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
    ["Create", undefined],
    ["Update", "probe"],
    ["Delete", "probe"],
  ]);
});

test("a new physical id is a replacement: the old one is deleted at the end", async () => {
  const { stage, events } = withRunner((event) => ({
    Status: "SUCCESS",
    PhysicalResourceId: `probe-${JSON.stringify(event.ResourceProperties["Count"])}`,
    Data: { Answer: "a" },
  }));
  await stage.create("s", template("nodejs22.x"));
  await stage.update("s", template("nodejs22.x", { Count: 3 }));
  expect(events.at(-1)).toMatchObject({ RequestType: "Delete", PhysicalResourceId: 'probe-"2"' });
});

test.each([
  [
    "fails",
    { Status: "FAILED", Reason: "quota" },
    "Received response status [FAILED] from custom resource. Message returned: quota",
  ],
  [
    "never answers",
    { Status: "SILENT" },
    "CloudFormation did not receive a response from your Custom Resource.",
  ],
] as const)("a function that %s fails the stack with its reason", async (_, response, reason) => {
  const { stage } = withRunner(() => response);
  expect((await stage.create("s", template("nodejs22.x"))).StackStatus).toBe("ROLLBACK_COMPLETE");
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  expect(JSON.stringify(StackEvents)).toContain(reason);
});

test("a function whose runtime is blocked cannot be made", async () => {
  const stage = setStage({ start: new Date("2026-08-31T00:00:00Z") });
  setFunctionRunner(stage.world, async ({ event }) => fine(event));
  expect((await stage.create("s", template("nodejs20.x"))).StackStatus).toBe("ROLLBACK_COMPLETE");
  await stage.remove("s");
  expect((await stage.create("s", template("nodejs22.x"))).StackStatus).toBe("CREATE_COMPLETE");
});

test("a rollback to a blocked runtime is refused, and the stack is stuck", async () => {
  const stage = setStage({ start: new Date("2026-08-30T00:00:00Z") });
  setFunctionRunner(stage.world, async ({ event }) =>
    event.ResourceProperties["Count"] === "9" ? { Status: "FAILED", Reason: "no" } : fine(event),
  );
  expect((await stage.create("s", template("nodejs20.x"))).StackStatus).toBe("CREATE_COMPLETE");
  await stage.world.run(stage.world.clock.sleep(60 * 24 * 3_600_000));
  const stuck = await stage.update("s", template("nodejs22.x", { Count: 9 }));
  expect(stuck.StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  expect(JSON.stringify(StackEvents)).toContain("The runtime parameter of nodejs20.x is no longer supported");
  await stage.call("ContinueUpdateRollback", { StackName: "s", ResourcesToSkip: ["Function"] });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("an update that leaves a function of a blocked runtime alone passes", async () => {
  const stage = setStage({ start: new Date("2026-08-30T00:00:00Z") });
  setFunctionRunner(stage.world, async ({ event }) => fine(event));
  await stage.create("s", template("nodejs20.x"));
  await stage.world.run(stage.world.clock.sleep(60 * 24 * 3_600_000));
  expect((await stage.update("s", template("nodejs20.x", { Count: 5 }))).StackStatus).toBe("UPDATE_COMPLETE");
});
