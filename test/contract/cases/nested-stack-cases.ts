import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { JsonMap } from "../../../src/domain/template.ts";
import type { ContractCase, Stage } from "../contract-case.ts";
import { makeBucket } from "./s3-cases.ts";
import { createStack, deleteStack, describedStack, outputsOf, updateStack } from "./stacks.ts";
import { verdictResources } from "./verdict-function.ts";

const area = "nested stacks";
const guide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";

/** What Autoland relies on in nested stacks, which are what addons are. */
export const nestedStackCases: readonly ContractCase[] = [
  {
    id: "nested-outputs",
    area,
    title: "a nested stack takes parameters from its parent and gives it its outputs",
    page: `${guide}/using-cfn-nested-stacks.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const stack = await createStack(stage, stage.name, await parent(stage, child, { Word: "one" }));
      return [stack.StackStatus ?? "", outputsOf(stack)];
    },
    onAws: ["CREATE_COMPLETE", { Word: "from child: one" }],
  },
  {
    id: "nested-parent",
    area,
    title: "a nested stack knows its parent, and the parent its nested stack by id",
    page: `${guide}/using-cfn-nested-stacks.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const stack = await createStack(stage, stage.name, await parent(stage, child, { Word: "one" }));
      const nested = await describedStack(stage, await nestedId(stage));
      return [nested.ParentId === stack.StackId, nested.RootId === stack.StackId];
    },
    onAws: [true, true],
  },
  {
    id: "nested-updated",
    area,
    title: "a nested stack is updated with its parent, and keeps its id",
    page: `${guide}/using-cfn-nested-stacks.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      await createStack(stage, stage.name, await parent(stage, child, { Word: "one" }));
      const before = await nestedId(stage);
      const stack = await updateStack(stage, stage.name, await parent(stage, child, { Word: "two" }));
      return [stack.StackStatus ?? "", outputsOf(stack), (await nestedId(stage)) === before];
    },
    onAws: ["UPDATE_COMPLETE", { Word: "from child: two" }, true],
  },
  {
    id: "nested-deleted",
    area,
    title: "a nested stack is deleted with its parent",
    page: `${guide}/using-cfn-nested-stacks.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      await createStack(stage, stage.name, await parent(stage, child, { Word: "one" }));
      const nested = await nestedId(stage);
      const gone = await deleteStack(stage, stage.name);
      const { StackStatus = "" } = await describedStack(stage, nested);
      return [gone.StackStatus ?? "", StackStatus];
    },
    onAws: ["DELETE_COMPLETE", "DELETE_COMPLETE"],
  },
  {
    id: "nested-fails",
    area,
    title: "a nested stack that fails takes its parent's creation with it",
    page: `${guide}/using-cfn-nested-stacks.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const failing: JsonMap = { ...child, Resources: verdictResources({ Verdict: "FAILED" }) };
      const stack = await createStack(stage, stage.name, await parent(stage, failing, { Word: "one" }));
      return stack.StackStatus ?? "";
    },
    onAws: "ROLLBACK_COMPLETE",
  },
];

const child: JsonMap = {
  Parameters: { Word: { Type: "String" } },
  Resources: {
    Setting: {
      Type: "AWS::SSM::Parameter",
      Properties: { Type: "String", Value: { "Fn::Sub": "from child: ${Word}" } },
    },
  },
  Outputs: { Word: { Value: { "Fn::GetAtt": ["Setting", "Value"] } } },
};

/** Uploads a template and makes its parent's; Copilot writes the bucket's address path by path, too. */
async function parent({ s3, name, region }: Stage, nested: JsonMap, parameters: JsonMap): Promise<JsonMap> {
  const hasOutput = nested === child;
  await s3.send(new PutObjectCommand({ Bucket: name, Key: "child.json", Body: JSON.stringify(nested) }));
  return {
    Resources: {
      Nested: {
        Type: "AWS::CloudFormation::Stack",
        Properties: {
          TemplateURL: `https://s3.${region}.amazonaws.com/${name}/child.json`,
          Parameters: parameters,
        },
      },
    },
    ...(hasOutput ? { Outputs: { Word: { Value: { "Fn::GetAtt": ["Nested", "Outputs.Word"] } } } } : {}),
  };
}

async function nestedId({ cloudFormation, name }: Stage): Promise<string> {
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: name, LogicalResourceId: "Nested" }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? "";
}
