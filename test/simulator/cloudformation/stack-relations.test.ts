import { expect, test } from "vitest";
import { failResources } from "../../../src/simulator/cloudformation/resource-faults.ts";
import { setStage } from "./stage.ts";
import type { Stage } from "./stage.ts";

const queue = (properties: object = {}): object => ({ Type: "AWS::SQS::Queue", Properties: properties });
const exporter = (name: string, value: object | string = "v"): object => ({
  Resources: { A: queue() },
  Outputs: { O: { Value: value, Export: { Name: name } } },
});
const importer = {
  Resources: { A: queue({ QueueName: { "Fn::Join": ["-", ["q", { "Fn::ImportValue": "shared" }]] } }) },
};

test("an import gives the export's value, and is listed", async () => {
  const stage = setStage();
  await stage.create("from", exporter("shared"));
  await stage.create("to", importer);
  const { StackResources } = await stage.call("DescribeStackResources", { StackName: "to" });
  expect(StackResources).toMatchObject([{ PhysicalResourceId: expect.stringMatching(/\/q-v$/) }]);
  expect(await stage.call("ListImports", { ExportName: "shared" })).toMatchObject({ Imports: ["to"] });
});

test("a stack whose import is missing is rolled back with the name", async () => {
  const stage = setStage();
  await stage.create("to", importer);
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "to" });
  expect(JSON.stringify(StackEvents)).toContain("No export named shared found. Rollback requested by user.");
});

test("an export in use keeps its stack from being deleted, and from dropping or changing it", async () => {
  const stage = setStage();
  await stage.create("from", exporter("shared"));
  await stage.create("to", importer);
  expect(await stage.remove("from")).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "Export shared cannot be deleted as it is in use by to",
  });
  const other = setStage();
  await other.create("from", exporter("shared"));
  await other.create("to", importer);
  expect((await other.update("from", exporter("shared", "other"))).StackStatus).toBe(
    "UPDATE_ROLLBACK_COMPLETE",
  );
  const { StackEvents } = await other.call("DescribeStackEvents", { StackName: "from" });
  expect(JSON.stringify(StackEvents)).toContain("Export shared cannot be updated as it is in use by to");
});

test("two stacks cannot export one name", async () => {
  const stage = setStage();
  await stage.create("from", exporter("shared"));
  expect((await stage.create("again", exporter("shared"))).StackStatus).toBe("ROLLBACK_COMPLETE");
});

test("termination protection keeps a stack", async () => {
  const stage = setStage();
  await stage.create("s", exporter("x"), { EnableTerminationProtection: true });
  await expect(stage.remove("s")).rejects.toThrow(
    "Stack [s] cannot be deleted while TerminationProtection is enabled",
  );
  await stage.call("UpdateTerminationProtection", { StackName: "s", EnableTerminationProtection: false });
  expect((await stage.remove("s")).StackStatus).toBe("DELETE_COMPLETE");
});

test("a bucket with objects and a repository with images keep their stack from being deleted", async () => {
  const stage = setStage();
  await stage.create("s", {
    Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "full-bucket" } } },
  });
  const Body = new TextEncoder().encode("x");
  await stage.call("PutObject", { Bucket: "full-bucket", Key: "k", Body }, "s3");
  expect(await stage.remove("s")).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [Bucket]. ",
  });
});

test("a stack policy forbids what it denies", async () => {
  const stage = setStage();
  await stage.create("s", { Resources: { A: queue() } });
  const allow = { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" };
  const deny = { Effect: "Deny", Action: "Update:Modify", Principal: "*", Resource: "LogicalResourceId/A" };
  const StackPolicyBody = JSON.stringify({ Statement: [allow, deny] });
  await stage.call("SetStackPolicy", { StackName: "s", StackPolicyBody });
  expect((await stage.update("s", { Resources: { A: queue({ DelaySeconds: 1 }) } })).StackStatus).toBe(
    "UPDATE_ROLLBACK_COMPLETE",
  );
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  expect(JSON.stringify(StackEvents)).toContain(
    "Action denied by stack policy: Statement [#2] does not allow [Update:Modify] for resource [LogicalResourceId/A]",
  );
});

test("what is to be retained stays when the resource or its stack goes", async () => {
  const stage = setStage();
  await stage.create("s", { Resources: { A: { ...queue(), DeletionPolicy: "Retain" } } });
  const { StackId } = await stage.remove("s");
  expect(await stage.events(StackId)).toContain("A DELETE_SKIPPED");
});

/** A parent whose nested stack has one queue with the delay. */
async function uploadNested(stage: Stage, delay: number, key = "nested.json"): Promise<object> {
  const bucket = {
    Bucket: "nested-templates",
    CreateBucketConfiguration: { LocationConstraint: stage.region },
  };
  const { Buckets } = await stage.call("ListBuckets", {}, "s3").catch(() => ({ Buckets: [] }));
  if (!JSON.stringify(Buckets).includes("nested-templates")) {
    await stage.call("CreateBucket", bucket, "s3").catch(() => {});
  }
  const nested = {
    Parameters: { Delay: { Type: "Number", Default: delay } },
    Resources: { Inner: queue({ DelaySeconds: { Ref: "Delay" } }) },
    Outputs: {
      Name: { Value: { "Fn::GetAtt": ["Inner", "QueueName"] } },
      Delay: { Value: { Ref: "Delay" } },
    },
  };
  const Body = new TextEncoder().encode(JSON.stringify(nested));
  await stage.call("PutObject", { Bucket: "nested-templates", Key: key, Body }, "s3");
  return {
    Resources: {
      Nested: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: `https://nested-templates.s3.${stage.region}.amazonaws.com/${key}` },
      },
      Outer: queue({
        QueueName: { "Fn::Join": ["", [{ "Fn::GetAtt": ["Nested", "Outputs.Name"] }, "-outer"]] },
      }),
    },
    Outputs: { Delay: { Value: { "Fn::GetAtt": ["Nested", "Outputs.Delay"] } } },
  };
}

async function nestedOf(stage: Stage): Promise<string> {
  const { StackResourceDetail } = await stage.call("DescribeStackResource", {
    StackName: "s",
    LogicalResourceId: "Nested",
  });
  return (StackResourceDetail as { readonly PhysicalResourceId: string }).PhysicalResourceId;
}

test("a nested stack is made, updated and deleted with its parent, and gives it its outputs", async () => {
  const stage = setStage();
  const created = await stage.create("s", await uploadNested(stage, 1));
  expect(created).toMatchObject({ StackStatus: "CREATE_COMPLETE", Outputs: [{ OutputValue: "1" }] });
  const child = await nestedOf(stage);
  const updated = await stage.update("s", await uploadNested(stage, 2, "second.json"));
  expect(updated).toMatchObject({ StackStatus: "UPDATE_COMPLETE", Outputs: [{ OutputValue: "2" }] });
  expect((await stage.settled(child)).StackStatus).toBe("UPDATE_COMPLETE");
  await stage.remove("s");
  expect((await stage.describe(child)).StackStatus).toBe("DELETE_COMPLETE");
});

test("a nested stack that fails takes its parent's creation with it", async () => {
  const stage = setStage();
  failResources(stage.world, { logicalId: "Inner", verb: "create", reason: "no" });
  const stack = await stage.create("s", await uploadNested(stage, 1));
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  expect(JSON.stringify(StackEvents)).toMatch(
    /Embedded stack \S+ was not successfully created: The following resource\(s\) failed to create: \[Inner\]\. /,
  );
});

test("a nested stack's finished update goes back when its parent's fails", async () => {
  const stage = setStage();
  await stage.create("s", await uploadNested(stage, 1));
  const child = await nestedOf(stage);
  failResources(stage.world, { logicalId: "Later", verb: "create", reason: "no" });
  const parent = (await uploadNested(stage, 2, "second.json")) as { readonly Resources: object };
  const Later = { ...queue(), DependsOn: "Nested" };
  const after = await stage.update("s", { ...parent, Resources: { ...parent.Resources, Later } });
  expect(after).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE", Outputs: [{ OutputValue: "1" }] });
  expect((await stage.settled(child)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a nested stack that is still updating when its parent fails goes back as well", async () => {
  const stage = setStage();
  await stage.create("s", await uploadNested(stage, 1));
  const child = await nestedOf(stage);
  failResources(stage.world, { logicalId: "Beside", verb: "create", reason: "no", afterSeconds: 3 });
  const parent = (await uploadNested(stage, 2, "second.json")) as { readonly Resources: object };
  const after = await stage.update("s", { ...parent, Resources: { ...parent.Resources, Beside: queue() } });
  expect(after).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE", Outputs: [{ OutputValue: "1" }] });
  expect(await stage.settled(child)).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
});

test("change sets list a nested stack always, or look into it and list it only when it changes", async () => {
  const stage = setStage();
  const template = await uploadNested(stage, 1);
  await stage.create("s", template);
  const automatic = await stage.plan("s", template, { ChangeSetName: "outside" });
  expect(automatic.Changes[0]?.ResourceChange).toMatchObject({
    LogicalResourceId: "Nested",
    Details: [{ ChangeSource: "Automatic", Evaluation: "Dynamic" }],
  });
  const quiet = await stage.plan("s", template, { ChangeSetName: "quiet", IncludeNestedStacks: true });
  expect(quiet.Status).toBe("FAILED");
  const looked = await stage.plan("s", await uploadNested(stage, 2, "second.json"), {
    IncludeNestedStacks: true,
  });
  const nested = looked.Changes.find(({ ResourceChange }) => ResourceChange.LogicalResourceId === "Nested");
  const inside = await stage.call("DescribeChangeSet", { ChangeSetName: nested?.ResourceChange.ChangeSetId });
  expect(inside["Changes"]).toMatchObject([
    { ResourceChange: { Action: "Modify", LogicalResourceId: "Inner" } },
  ]);
});

test("lists come in pages of 100", async () => {
  const stage = setStage();
  for (let index = 0; index < 120; index += 1)
    await stage.call("CreateStack", {
      StackName: `s${index}`,
      TemplateBody: JSON.stringify(exporter(`e${index}`)),
    });
  await stage.world.run(stage.world.clock.sleep(600_000));
  const first = await stage.call("ListStacks");
  const second = await stage.call("ListStacks", { NextToken: first["NextToken"] });
  expect(
    [first["StackSummaries"], second["StackSummaries"]].map((list) => (list as unknown[]).length),
  ).toEqual([100, 20]);
  const exports = await stage.call("ListExports");
  expect((exports["Exports"] as unknown[]).length).toBe(100);
  await expect(stage.call("ListStacks", { NextToken: "bm9uZTow" })).rejects.toThrow("Invalid NextToken");
});
