import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import type { JsonMap } from "../../../src/domain/template.ts";
import { faultOf, wordsOf, type ContractCase } from "../contract-case.ts";
import {
  changesOf,
  createStack,
  deleteStack,
  describedStack,
  executed,
  outputsOf,
  plannedChanges,
} from "./stacks.ts";

const area = "change sets";
const guide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";
const reference = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference";

const topic = (properties: JsonMap = {}): JsonMap => ({ Type: "AWS::SNS::Topic", Properties: properties });
const parameter = (value: string): JsonMap => ({
  Type: "AWS::SSM::Parameter",
  Properties: { Type: "String", Value: value },
});
const template = (value: string, more: JsonMap = {}): JsonMap => ({
  Resources: { Setting: parameter(value), ...more },
  Outputs: { Value: { Value: { "Fn::GetAtt": ["Setting", "Value"] } } },
});

/** What Autoland relies on in change sets. */
export const changeSetCases: readonly ContractCase[] = [
  {
    id: "set-creates",
    area,
    title: "a first change set makes a stack in review, and its execution makes the resources and outputs",
    page: `${guide}/using-cfn-updating-stacks-changesets-create.html`,
    observe: async (stage) => {
      const set = await plannedChanges(stage, {
        stack: stage.name,
        type: "CREATE",
        template: template("one", { Topic: topic() }),
      });
      const before = await describedStack(stage, stage.name);
      const after = await executed(stage, set);
      return {
        set: [set.Status ?? "", set.ExecutionStatus ?? "", changesOf(set)],
        stack: [before.StackStatus ?? "", after.StackStatus ?? "", outputsOf(after)],
      };
    },
    onAws: {
      set: ["CREATE_COMPLETE", "AVAILABLE", ["Add Setting", "Add Topic"]],
      stack: ["REVIEW_IN_PROGRESS", "CREATE_COMPLETE", { Value: "one" }],
    },
  },
  {
    id: "set-modifies",
    area,
    title: "a change set tells what is added, modified in place, replaced and removed",
    page: `${reference}/API_ResourceChange.html`,
    observe: async (stage) => {
      const one = template("one", { Topic: topic({ TopicName: `${stage.name}-a` }), Gone: topic() });
      const two = template("two", { Topic: topic({ TopicName: `${stage.name}-b` }), New: topic() });
      await createStack(stage, stage.name, one);
      const set = await plannedChanges(stage, { stack: stage.name, type: "UPDATE", template: two });
      const after = await executed(stage, set);
      return [changesOf(set), after.StackStatus ?? "", outputsOf(after)];
    },
    onAws: [
      ["Add New", "Modify Setting False", "Modify Topic True", "Remove Gone"],
      "UPDATE_COMPLETE",
      { Value: "two" },
    ],
  },
  {
    id: "set-without-changes",
    area,
    title: "a change set without changes fails with a sentence that says so, and cannot be executed",
    page: `${guide}/using-cfn-updating-stacks-changesets-view.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const set = await plannedChanges(stage, {
        stack: stage.name,
        type: "UPDATE",
        template: template("one"),
      });
      const execution = await faultOf(
        stage.cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId })),
      );
      return [set.Status ?? "", set.ExecutionStatus ?? "", sentences(set.StatusReason), execution];
    },
    onAws: [
      "FAILED",
      "UNAVAILABLE",
      "The submitted information didn't contain changes.",
      { fault: "InvalidChangeSetStatusException" },
    ],
  },
  {
    id: "set-metadata-alone",
    area,
    title: "metadata of the template alone are no change",
    page: `${guide}/metadata-section-structure.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const set = await plannedChanges(stage, {
        stack: stage.name,
        type: "UPDATE",
        template: { ...template("one"), Metadata: { Version: "v2" } },
      });
      return [set.Status ?? "", changesOf(set)];
    },
    onAws: ["FAILED", []],
  },
  {
    id: "set-by-parameter",
    area,
    title: "another value of a parameter is a change of what uses it",
    page: `${reference}/API_ResourceTargetDefinition.html`,
    observe: async (stage) => {
      const asked: JsonMap = {
        Parameters: { Word: { Type: "String", Default: "one" } },
        Resources: {
          Setting: {
            Type: "AWS::SSM::Parameter",
            Properties: { Type: "String", Value: { Ref: "Word" } },
          },
        },
        Outputs: { Value: { Value: { "Fn::GetAtt": ["Setting", "Value"] } } },
      };
      await createStack(stage, stage.name, asked);
      const set = await plannedChanges(stage, {
        stack: stage.name,
        type: "UPDATE",
        template: asked,
        parameters: [{ ParameterKey: "Word", ParameterValue: "two" }],
      });
      return [changesOf(set), outputsOf(await executed(stage, set))];
    },
    onAws: [["Modify Setting False"], { Value: "two" }],
  },
  {
    id: "set-name-taken",
    area,
    title: "two change sets of a stack cannot have one name",
    page: `${reference}/API_CreateChangeSet.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const wanted = { stack: stage.name, type: "UPDATE", template: template("two") } as const;
      await plannedChanges(stage, wanted);
      return faultOf(plannedChanges(stage, wanted));
    },
    onAws: { fault: "AlreadyExistsException" },
  },
  {
    id: "set-of-missing-stack",
    area,
    title: "an update of a stack that is not there is refused by its name",
    page: `${reference}/API_CreateChangeSet.html`,
    observe: async (stage) => {
      const wanted = { stack: stage.name, type: "UPDATE", template: template("one") } as const;
      const refused = await wordsOf(plannedChanges(stage, wanted));
      return without(refused, stage.name);
    },
    onAws: { fault: "ValidationError", message: "Stack [NAME] does not exist" },
  },
  {
    id: "set-missing",
    area,
    title: "a missing change set is a fault of its own, and its deletion is none",
    page: `${reference}/API_DescribeChangeSet.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const which = { StackName: stage.name, ChangeSetName: "gone" };
      return [
        await faultOf(stage.cloudFormation.send(new DescribeChangeSetCommand(which))),
        await faultOf(stage.cloudFormation.send(new DeleteChangeSetCommand(which))),
      ];
    },
    onAws: [{ fault: "ChangeSetNotFoundException" }, { fault: "none" }],
  },
  {
    id: "set-others-end",
    area,
    title: "once one change set is executed, the stack's others cannot be",
    page: `${guide}/using-cfn-updating-stacks-changesets-execute.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const wanted = { stack: stage.name, type: "UPDATE" } as const;
      const other = await plannedChanges(stage, { ...wanted, template: template("two"), name: "other" });
      const chosen = await plannedChanges(stage, { ...wanted, template: template("three"), name: "chosen" });
      await executed(stage, chosen);
      const late = await faultOf(
        stage.cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: other.ChangeSetId })),
      );
      return late["fault"] === "none" ? "executed" : "refused";
    },
    onAws: "refused",
  },
  {
    id: "set-needs-capability",
    area,
    title: "a template with a named role needs a capability",
    page: `${reference}/API_CreateChangeSet.html`,
    observe: (stage) =>
      faultOf(
        stage.cloudFormation.send(
          new CreateChangeSetCommand({
            StackName: stage.name,
            ChangeSetName: "contract",
            ChangeSetType: "CREATE",
            TemplateBody: JSON.stringify({ Resources: { Role: namedRole(stage.name) } }),
          }),
        ),
      ),
    onAws: { fault: "InsufficientCapabilitiesException" },
  },
  {
    id: "set-after-deletion",
    area,
    title: "a deleted stack is found by its id only, and its name is free",
    page: `${reference}/API_DescribeStacks.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template("one"));
      const gone = await deleteStack(stage, stage.name);
      const byName = await wordsOf(
        stage.cloudFormation.send(new DescribeStacksCommand({ StackName: stage.name })),
      );
      const again = await createStack(stage, stage.name, template("two"));
      return [gone.StackStatus ?? "", without(byName, stage.name), again.StackId !== gone.StackId];
    },
    onAws: [
      "DELETE_COMPLETE",
      { fault: "ValidationError", message: "Stack with id NAME does not exist" },
      true,
    ],
  },
];

function namedRole(name: string): JsonMap {
  const trust = { Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
    },
  };
}

/** The first sentence, which is the one that callers recognise. */
function sentences(reason: string | undefined): string {
  return (reason ?? "").split(/(?<=\.) /)[0] ?? "";
}

function without(words: JsonMap, name: string): JsonMap {
  const { message, ...rest } = words;
  return typeof message === "string" ? { ...rest, message: message.replace(name, "NAME") } : rest;
}
