import { expect, test } from "vitest";
import { setStage } from "./stage.ts";

const queue = { Type: "AWS::SQS::Queue" };
const role = {
  Type: "AWS::IAM::Role",
  Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
};
const circle = {
  A: { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["B", "QueueName"] } } },
  B: { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["A", "QueueName"] } } },
};

test.each([
  [
    "no resources",
    { Resources: {} },
    "Template format error: At least one Resources member must be defined.",
  ],
  [
    "a section of its own",
    { Resources: { A: queue }, Extras: {} },
    "Invalid template property or properties [Extras]",
  ],
  [
    "a reference to nothing",
    { Resources: { A: { ...queue, Properties: { QueueName: { Ref: "Nowhere" } } } } },
    "Template format error: Unresolved resource dependencies [Nowhere] in the Resources block of the template",
  ],
  [
    "an attribute of nothing",
    { Resources: { A: queue }, Outputs: { O: { Value: { "Fn::GetAtt": ["Nowhere", "Arn"] } } } },
    "Template error: instance of Fn::GetAtt references undefined resource Nowhere",
  ],
  [
    "an attribute that the type lacks",
    { Resources: { A: queue }, Outputs: { O: { Value: { "Fn::GetAtt": ["A", "Colour"] } } } },
    "Template error: resource A does not support attribute type Colour in Fn::GetAtt",
  ],
  ["a circle", { Resources: circle }, "Circular dependency between resources: [A, B]"],
  [
    "a type that is none",
    { Resources: { A: { Type: "Queue" } } },
    "Template format error: Unrecognized resource types: [Queue]",
  ],
  [
    "a parameter without a value",
    { Parameters: { P: { Type: "String" } }, Resources: { A: queue } },
    "Parameters: [P] must have values",
  ],
  [
    "a default outside the allowed values",
    {
      Parameters: { P: { Type: "String", Default: "c", AllowedValues: ["a", "b"] } },
      Resources: { A: queue },
    },
    "Parameter 'P' must be one of AllowedValues",
  ],
  [
    "a condition that is not there",
    { Resources: { A: { ...queue, Condition: "C" } } },
    "Template format error: Unresolved condition dependency C in the Resources block of the template",
  ],
])("a template with %s is refused in CloudFormation's words", async (_, template, message) => {
  const stage = setStage();
  await expect(stage.create("s", template)).rejects.toMatchObject({ code: "ValidationError", message });
});

test.each([
  ["an unnamed role", role, ["CAPABILITY_IAM"]],
  [
    "a named role",
    { ...role, Properties: { ...role.Properties, RoleName: "mine" } },
    ["CAPABILITY_NAMED_IAM"],
  ],
])("%s must be acknowledged", async (_, resource, capabilities) => {
  const stage = setStage();
  const template = { Resources: { R: resource } };
  await expect(stage.create("s", template, { Capabilities: [] })).rejects.toMatchObject({
    code: "InsufficientCapabilitiesException",
    message: `Requires capabilities : [${capabilities.join(", ")}]`,
  });
  expect((await stage.create("s", template, { Capabilities: capabilities })).StackStatus).toBe(
    "CREATE_COMPLETE",
  );
});

test("a template of more than 51,200 bytes goes through S3 only", async () => {
  const stage = setStage();
  const template = { Metadata: { Manifest: "x".repeat(60_000) }, Resources: { A: queue } };
  await expect(stage.create("s", template)).rejects.toThrow(
    "Member must have length less than or equal to 51200",
  );
  await stage.call(
    "CreateBucket",
    { Bucket: "templates-here", CreateBucketConfiguration: { LocationConstraint: stage.region } },
    "s3",
  );
  const Body = new TextEncoder().encode(JSON.stringify(template));
  await stage.call("PutObject", { Bucket: "templates-here", Key: "t.json", Body }, "s3");
  await stage.call("CreateStack", {
    StackName: "s",
    TemplateURL: "https://templates-here.s3.us-west-2.amazonaws.com/t.json",
  });
  expect((await stage.settled("s")).StackStatus).toBe("CREATE_COMPLETE");
});

test("intrinsics, mappings and conditions come to the values that the reference gives", async () => {
  const stage = setStage();
  const outputs: Readonly<Record<string, readonly [unknown, string]>> = {
    Join: [{ "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] }, "a-us-west-2"],
    Sub: [{ "Fn::Sub": "${AWS::StackName}/${!Literal}/${Name}" }, "s/${Literal}/api"],
    SubMap: [{ "Fn::Sub": ["${X}-${Name}", { X: { "Fn::Select": [1, ["p", "q"]] } }] }, "q-api"],
    Split: [{ "Fn::Select": [2, { "Fn::Split": ["/", "a/b/c"] }] }, "c"],
    List: [{ "Fn::Select": [1, { Ref: "List" }] }, "two"],
    FindInMap: [{ "Fn::FindInMap": ["Sizes", { Ref: "AWS::Region" }, "Cpu"] }, "256"],
    If: [{ "Fn::If": ["IsApi", "yes", "no"] }, "yes"],
    Zones: [{ "Fn::Join": [",", { "Fn::GetAZs": "" }] }, "us-west-2a,us-west-2b,us-west-2c"],
    Cidr: [{ "Fn::Select": [1, { "Fn::Cidr": ["10.0.0.0/16", 2, 8] }] }, "10.0.1.0/24"],
    Base64: [{ "Fn::Base64": "hi" }, "aGk="],
    Account: [{ Ref: "AWS::AccountId" }, "111111111111"],
    Stored: ["{{resolve:ssm:/shop/key:1}}", "stored"],
    StoredParameter: [{ Ref: "Stored" }, "stored"],
  };
  await stage.call("PutParameter", { Name: "/shop/key", Value: "stored", Type: "String" }, "ssm");
  const stack = await stage.create("s", {
    Parameters: {
      Name: { Type: "String", Default: "api" },
      List: { Type: "CommaDelimitedList", Default: "one,two" },
      Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/shop/key" },
    },
    Mappings: { Sizes: { "us-west-2": { Cpu: 256 } } },
    Conditions: {
      IsApi: { "Fn::And": [{ Condition: "Named" }, { "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }] },
      Named: { "Fn::Equals": [{ Ref: "Name" }, "api"] },
      Never: { "Fn::Or": [{ "Fn::Equals": ["a", "b"] }, { "Fn::Equals": ["c", "d"] }] },
    },
    Resources: {
      A: { ...queue, Properties: { QueueName: { "Fn::If": ["Never", "x", { Ref: "AWS::NoValue" }] } } },
      Dead: { ...queue, Condition: "Never" },
    },
    Outputs: {
      ...Object.fromEntries(Object.entries(outputs).map(([key, [Value]]) => [key, { Value }])),
      Dead: { Condition: "Never", Value: { Ref: "Dead" } },
    },
  });
  const values = Object.fromEntries(
    stack.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  expect(values).toEqual(Object.fromEntries(Object.entries(outputs).map(([key, [, value]]) => [key, value])));
});

test("a parameter that is not echoed is masked everywhere", async () => {
  const stage = setStage();
  const stack = await stage.create(
    "s",
    { Parameters: { Secret: { Type: "String", NoEcho: true } }, Resources: { A: queue } },
    { Parameters: [{ ParameterKey: "Secret", ParameterValue: "hunter2" }] },
  );
  expect(stack.Parameters).toEqual([{ ParameterKey: "Secret", ParameterValue: "****" }]);
});

test("previous template and values are used when asked for", async () => {
  const stage = setStage();
  const template = {
    Parameters: { Name: { Type: "String" }, Delay: { Type: "Number", Default: 0 } },
    Resources: {
      A: { ...queue, Properties: { QueueName: { Ref: "Name" }, DelaySeconds: { Ref: "Delay" } } },
    },
  };
  await stage.create("s", template, { Parameters: [{ ParameterKey: "Name", ParameterValue: "orders" }] });
  await stage.call("UpdateStack", {
    StackName: "s",
    UsePreviousTemplate: true,
    Parameters: [
      { ParameterKey: "Name", UsePreviousValue: true },
      { ParameterKey: "Delay", ParameterValue: "9" },
    ],
  });
  const after = await stage.settled("s");
  expect(after.StackStatus).toBe("UPDATE_COMPLETE");
  expect(after.Parameters).toEqual([
    { ParameterKey: "Name", ParameterValue: "orders" },
    { ParameterKey: "Delay", ParameterValue: "9" },
  ]);
});

test("a type that the simulated AWS does not know fails the stack", async () => {
  const stage = setStage();
  const stack = await stage.create("s", { Resources: { A: { Type: "AWS::Braket::Quantum" } } });
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
});

test("a property that the type does not have fails the resource", async () => {
  const stage = setStage();
  await stage.create("s", { Resources: { A: { ...queue, Properties: { Colour: "red" } } } });
  const { StackEvents } = await stage.call("DescribeStackEvents", { StackName: "s" });
  expect(JSON.stringify(StackEvents)).toContain("#: extraneous key [Colour] is not permitted");
});
