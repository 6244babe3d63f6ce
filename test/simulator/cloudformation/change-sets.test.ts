import { expect, test } from "vitest";
import { setStage } from "./stage.ts";
import type { ChangeSetView, Stage } from "./stage.ts";

const queue = (properties: object = {}): object => ({ Type: "AWS::SQS::Queue", Properties: properties });
const base = { Metadata: { Version: "v1" }, Resources: { A: queue() } };

async function withStack(template: object = base, more: object = {}): Promise<Stage> {
  const stage = setStage();
  expect((await stage.create("s", template, more)).StackStatus).toBe("CREATE_COMPLETE");
  return stage;
}

function listed(changeSet: ChangeSetView): readonly unknown[] {
  return changeSet.Changes.map(({ ResourceChange: change }) => [
    change.Action,
    change.LogicalResourceId,
    change.Replacement,
  ]);
}

test("what was submitted before is no change, in CloudFormation's first sentence", async () => {
  const stage = await withStack();
  expect(await stage.plan("s", base)).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    Changes: [],
  });
});

test.each([
  ["metadata", { ...base, Metadata: { Version: "v2" } }],
  ["a description", { ...base, Description: "new words" }],
  ["a condition that guards nothing", { ...base, Conditions: { Never: { "Fn::Equals": ["a", "b"] } } }],
])("another template that differs in %s alone is no change, in its second sentence", async (_, template) => {
  const stage = await withStack();
  expect(await stage.plan("s", template)).toMatchObject({
    Status: "FAILED",
    StatusReason: "No updates are to be performed.",
  });
  await expect(stage.update("s", template)).rejects.toThrow("No updates are to be performed.");
});

test.each([
  ["a new output", { ...base, Outputs: { Name: { Value: { "Fn::GetAtt": ["A", "QueueName"] } } } }, {}],
  ["a stack tag", base, { Tags: [{ Key: "team", Value: "core" }] }],
])("%s alone is a change", async (_, template, more) => {
  const stage = await withStack();
  const changeSet = await stage.plan("s", template, more);
  expect(changeSet.Status).toBe("CREATE_COMPLETE");
  await stage.call("ExecuteChangeSet", { ChangeSetName: changeSet.ChangeSetId });
  expect((await stage.settled("s")).StackStatus).toBe("UPDATE_COMPLETE");
});

test("additions, replacements and removals are listed with scope and details", async () => {
  const stage = await withStack({
    Parameters: { Delay: { Type: "Number", Default: 1 } },
    Resources: {
      Changed: queue({ DelaySeconds: { Ref: "Delay" } }),
      Replaced: queue({ QueueName: "old" }),
      Removed: queue(),
    },
  });
  const changeSet = await stage.plan(
    "s",
    {
      Parameters: { Delay: { Type: "Number", Default: 1 } },
      Resources: {
        Changed: queue({ DelaySeconds: { Ref: "Delay" } }),
        Replaced: queue({ QueueName: "new" }),
        Added: queue(),
      },
    },
    { Parameters: [{ ParameterKey: "Delay", ParameterValue: "7" }] },
  );
  expect(listed(changeSet)).toEqual([
    ["Add", "Added", undefined],
    ["Modify", "Changed", "False"],
    ["Remove", "Removed", undefined],
    ["Modify", "Replaced", "True"],
  ]);
  const details = changeSet.Changes.flatMap(({ ResourceChange: change }) => change.Details);
  expect(details).toMatchObject([
    {
      Target: { Attribute: "Properties", Name: "DelaySeconds", RequiresRecreation: "Never" },
      Evaluation: "Static",
      ChangeSource: "ParameterReference",
      CausingEntity: "Delay",
    },
    {
      Target: { Attribute: "Properties", Name: "QueueName", RequiresRecreation: "Always" },
      Evaluation: "Static",
      ChangeSource: "DirectModification",
    },
  ]);
});

test("what refers to a replaced resource, or reads an attribute of a changed one, may change with it", async () => {
  const stage = await withStack(topicAndReaders("old"));
  const changeSet = await stage.plan("s", topicAndReaders("new"));
  const causes = changeSet.Changes.flatMap(
    ({ ResourceChange: { LogicalResourceId: id, Details: details } }) =>
      details.map(({ ChangeSource, CausingEntity, Evaluation }) => [
        id,
        ChangeSource,
        CausingEntity,
        Evaluation,
      ]),
  );
  expect(causes).toEqual([
    ["Policy", "ResourceReference", "Topic", "Dynamic"],
    ["Reader", "ResourceAttribute", "Topic.TopicName", "Dynamic"],
    ["Topic", "DirectModification", undefined, "Static"],
  ]);
});

test("a name is taken once, and the same request with the same token answers with the same change set", async () => {
  const stage = await withStack();
  const request = {
    StackName: "s",
    ChangeSetName: "plan",
    TemplateBody: JSON.stringify({ Resources: { A: queue({ DelaySeconds: 3 }) } }),
    ClientToken: "token",
  };
  const first = await stage.call("CreateChangeSet", request);
  expect(await stage.call("CreateChangeSet", request)).toEqual(first);
  await expect(stage.call("CreateChangeSet", { ...request, ClientToken: "another" })).rejects.toMatchObject({
    code: "AlreadyExistsException",
  });
});

test("a change set is obsolete once the stack has moved", async () => {
  const stage = await withStack();
  const changeSet = await stage.plan("s", { Resources: { A: queue({ DelaySeconds: 3 }) } });
  await stage.update("s", { Resources: { A: queue({ DelaySeconds: 4 }) } });
  const input = { ChangeSetName: changeSet.ChangeSetId };
  expect(await stage.call("DescribeChangeSet", input)).toMatchObject({ ExecutionStatus: "OBSOLETE" });
  await expect(stage.call("ExecuteChangeSet", input)).rejects.toMatchObject({
    code: "InvalidChangeSetStatusException",
    message: `ChangeSet [${changeSet.ChangeSetId}] cannot be executed in its current execution status of [OBSOLETE]`,
  });
});

test("a change set goes from pending to complete, and is executed once", async () => {
  const stage = await withStack();
  const TemplateBody = JSON.stringify({ Resources: { A: queue({ DelaySeconds: 3 }) } });
  const { Id } = await stage.call("CreateChangeSet", { StackName: "s", ChangeSetName: "c", TemplateBody });
  const input = { ChangeSetName: Id };
  const status = async (): Promise<unknown[]> => {
    const { Status, ExecutionStatus } = await stage.call("DescribeChangeSet", input);
    return [Status, ExecutionStatus];
  };
  const seen = [await status()];
  await expect(stage.call("ExecuteChangeSet", input)).rejects.toThrow("current status of [CREATE_PENDING]");
  for (const seconds of [1, 5]) {
    await stage.world.run(stage.world.clock.sleep(seconds * 1000));
    seen.push(await status());
  }
  await stage.call("ExecuteChangeSet", input);
  seen.push(await status());
  await stage.settled("s");
  seen.push(await status());
  expect(seen).toEqual([
    ["CREATE_PENDING", "UNAVAILABLE"],
    ["CREATE_IN_PROGRESS", "UNAVAILABLE"],
    ["CREATE_COMPLETE", "AVAILABLE"],
    ["CREATE_COMPLETE", "EXECUTE_IN_PROGRESS"],
    ["CREATE_COMPLETE", "EXECUTE_COMPLETE"],
  ]);
});

test("a change set for a new stack leaves a shell, which a deletion removes", async () => {
  const stage = setStage();
  const changeSet = await stage.plan("s", base, { ChangeSetType: "CREATE" });
  const { StackId, StackStatus } = await stage.describe("s");
  expect(StackStatus).toBe("REVIEW_IN_PROGRESS");
  await stage.call("DeleteChangeSet", { ChangeSetName: changeSet.ChangeSetId });
  expect((await stage.describe("s")).StackStatus).toBe("REVIEW_IN_PROGRESS");
  await stage.call("DeleteStack", { StackName: "s" });
  expect((await stage.describe(StackId)).StackStatus).toBe("DELETE_COMPLETE");
});

test("a change set for a new stack is refused where there is one, and one for an update where there is none", async () => {
  const stage = await withStack();
  await expect(stage.plan("s", base, { ChangeSetType: "CREATE" })).rejects.toThrow(
    "Stack [s] already exists and cannot be created again with the changeSet [plan].",
  );
  await expect(stage.plan("missing", base)).rejects.toThrow("Stack [missing] does not exist");
});

test("at most 1,000 change sets stand on a stack", async () => {
  const stage = await withStack();
  const TemplateBody = JSON.stringify({ Resources: { A: queue({ DelaySeconds: 3 }) } });
  const create = (name: string): Promise<unknown> =>
    stage.call("CreateChangeSet", { StackName: "s", ChangeSetName: name, TemplateBody });
  for (let index = 0; index < 1000; index += 1) await create(`c${index}`);
  await expect(create("more")).rejects.toMatchObject({ code: "LimitExceededException" });
  const first = await stage.call("ListChangeSets", { StackName: "s" });
  expect(first["Summaries"]).toHaveLength(100);
  expect(first["NextToken"]).toBeTypeOf("string");
});

test("executing one change set removes the others", async () => {
  const stage = await withStack();
  const other = await stage.plan(
    "s",
    { Resources: { A: queue({ DelaySeconds: 3 }) } },
    { ChangeSetName: "other" },
  );
  const chosen = await stage.plan("s", { Resources: { A: queue({ DelaySeconds: 4 }) } });
  await stage.call("ExecuteChangeSet", { ChangeSetName: chosen.ChangeSetId });
  await expect(stage.call("DescribeChangeSet", { ChangeSetName: other.ChangeSetId })).rejects.toMatchObject({
    code: "ChangeSetNotFoundException",
  });
});

function topicAndReaders(name: string): object {
  return {
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: name } },
      Policy: {
        Type: "AWS::SNS::TopicPolicy",
        Properties: { Topics: [{ Ref: "Topic" }], PolicyDocument: { Statement: [] } },
      },
      Reader: {
        Type: "AWS::SSM::Parameter",
        Properties: { Type: "String", Value: { "Fn::GetAtt": ["Topic", "TopicName"] } },
      },
    },
  };
}
