import { expect, test } from "vitest";
import { changeBehindBack, deleteBehindBack } from "../../../src/simulator/cloudformation/drift/tamper.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const template = {
  Resources: {
    A: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 5, VisibilityTimeout: 60 } },
    B: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "b" } },
  },
};

async function detect(stage: Stage): Promise<Record<string, unknown>> {
  const { StackDriftDetectionId } = await stage.call("DetectStackDrift", { StackName: "s" });
  const look = (): Promise<Record<string, unknown>> =>
    stage.call("DescribeStackDriftDetectionStatus", { StackDriftDetectionId });
  expect(await look()).toMatchObject({ DetectionStatus: "DETECTION_IN_PROGRESS" });
  await stage.world.run(stage.world.clock.sleep(60_000));
  return look();
}

const at = { account: "111111111111", region: "us-west-2", stackName: "s" };

test("a stack that nobody touched is in sync", async () => {
  const stage = setStage();
  await stage.create("s", template);
  expect(await detect(stage)).toMatchObject({
    DetectionStatus: "DETECTION_COMPLETE",
    StackDriftStatus: "IN_SYNC",
    DriftedStackResourceCount: 0,
  });
});

test("a changed property and a deleted resource are drift, with what is expected and what there is", async () => {
  const stage = setStage();
  await stage.create("s", template);
  changeBehindBack(stage.world, { ...at, logicalId: "A" }, { DelaySeconds: 30 });
  deleteBehindBack(stage.world, { ...at, logicalId: "B" });
  expect(await detect(stage)).toMatchObject({ StackDriftStatus: "DRIFTED", DriftedStackResourceCount: 2 });
  const { StackResourceDrifts } = await stage.call("DescribeStackResourceDrifts", {
    StackName: "s",
    StackResourceDriftStatusFilters: ["MODIFIED", "DELETED"],
  });
  expect(StackResourceDrifts).toMatchObject([
    {
      LogicalResourceId: "A",
      StackResourceDriftStatus: "MODIFIED",
      PropertyDifferences: [
        { PropertyPath: "/DelaySeconds", ExpectedValue: "5", ActualValue: "30", DifferenceType: "NOT_EQUAL" },
      ],
    },
    { LogicalResourceId: "B", StackResourceDriftStatus: "DELETED" },
  ]);
});

test("an update of a drifted resource writes over what was changed", async () => {
  const stage = setStage();
  await stage.create("s", template);
  changeBehindBack(stage.world, { ...at, logicalId: "A" }, { DelaySeconds: 30 });
  const A = { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: 6, VisibilityTimeout: 60 } };
  await stage.update("s", { Resources: { ...template.Resources, A } });
  expect(await detect(stage)).toMatchObject({ StackDriftStatus: "IN_SYNC" });
});
