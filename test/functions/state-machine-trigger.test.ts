import { beforeEach, expect, test } from "vitest";
import { stateMachineTrigger } from "../../src/functions/handlers/state-machine-trigger.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { customResourceEvent, runFunction } from "./run-function.ts";

let executions: string[];
let result: object;
let aws: FakeAws;

const arn = "arn:aws:states:eu-west-1:111111111111:stateMachine:shop-test-site";
const properties = { StateMachineARN: arn, AssetMappingFilePath: "s3://bucket/mapping/1" };

beforeEach(() => {
  executions = [];
  result = { status: "SUCCEEDED" };
  aws = new FakeAws({
    states: ({ operation, input }) => {
      executions.push(`${operation} ${String(input["stateMachineArn"])}`);
      return { executionArn: "e", startDate: 0, stopDate: 1, ...result };
    },
  });
});

test.each(["Create", "Update"] as const)(
  "on %s the state machine runs to its end, each time it is asked",
  async (type) => {
    for (let times = 0; times < 2; times += 1) {
      const { response } = await runFunction(stateMachineTrigger, customResourceEvent(type, properties), {
        aws,
      });
      expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "TheAction" });
    }
    expect(executions).toEqual([`StartSyncExecution ${arn}`, `StartSyncExecution ${arn}`]);
  },
);

test("deleting runs nothing", async () => {
  const event = customResourceEvent("Delete", properties, {
    PhysicalResourceId: "TriggerStateMachineAction",
  });
  const { response } = await runFunction(stateMachineTrigger, event, { aws });
  expect(response).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "TriggerStateMachineAction" });
  expect(executions).toEqual([]);
});

test.each([
  {
    end: { status: "FAILED", error: "States.TaskFailed", cause: "S3: Access Denied" },
    says: "the execution ended FAILED (States.TaskFailed: S3: Access Denied).",
  },
  { end: { status: "TIMED_OUT" }, says: "the execution ended TIMED_OUT." },
])("an execution that ends $end.status fails with its cause", async ({ end, says }) => {
  result = end;
  const { response } = await runFunction(stateMachineTrigger, customResourceEvent("Create", properties), {
    aws,
  });
  expect(response).toMatchObject({ Status: "FAILED", PhysicalResourceId: "TheAction" });
  expect(response.Reason).toContain(`Running state machine ${arn}: ${says}`);
});
