import type { JsonMap } from "../../../src/domain/template.ts";
import type { ContractCase } from "../contract-case.ts";
import { createStack, deleteStack, eventsOf, outputsOf, updateStack } from "./stacks.ts";
import { verdictResources } from "./verdict-function.ts";

const area = "custom resources";
const guide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";

const template = (properties: JsonMap): JsonMap => ({
  Resources: verdictResources(properties),
  Outputs: { Echo: { Value: { "Fn::GetAtt": ["Verdict", "Echo"] } } },
});

/** What Autoland relies on where functions stand behind resources. */
export const customResourceCases: readonly ContractCase[] = [
  {
    id: "custom-answers",
    area,
    title: "what a function answers is the resource's attributes, on creation and on update",
    page: `${guide}/crpg-ref-requests.html`,
    observe: async (stage) => {
      const created = await createStack(stage, stage.name, template({ Word: "one" }));
      const updated = await updateStack(stage, stage.name, template({ Word: "two" }));
      return [created, updated].map((stack) => [stack.StackStatus ?? "", outputsOf(stack)]);
    },
    onAws: [
      ["CREATE_COMPLETE", { Echo: "Create one" }],
      ["UPDATE_COMPLETE", { Echo: "Update two" }],
    ],
  },
  {
    id: "custom-unchanged",
    area,
    title: "a function is not asked again while its resource's properties stay",
    page: `${guide}/crpg-ref-requesttypes-update.html`,
    observe: async (stage) => {
      const first = template({ Word: "one" });
      await createStack(stage, stage.name, first);
      const Topic: JsonMap = { Type: "AWS::SNS::Topic", Properties: {} };
      const more = { ...first, Resources: { ...verdictResources({ Word: "one" }), Topic } };
      return outputsOf(await updateStack(stage, stage.name, more));
    },
    onAws: { Echo: "Create one" },
  },
  {
    id: "custom-texts",
    area,
    title: "a function gets numbers and truth values as texts",
    page: `${guide}/crpg-ref-requests.html`,
    observe: async (stage) => {
      const stack = await createStack(stage, stage.name, template({ Word: true }));
      return outputsOf(stack);
    },
    onAws: { Echo: "Create true" },
  },
  {
    id: "custom-fails",
    area,
    title: "a function that fails fails its resource with its reason",
    page: `${guide}/crpg-ref-responses.html`,
    observe: async (stage) => {
      const stack = await createStack(stage, stage.name, template({ Verdict: "FAILED" }));
      const events = await eventsOf(stage, stack, "Verdict");
      const failure = events.find(({ status }) => status === "CREATE_FAILED");
      return [stack.StackStatus ?? "", failure?.reason.includes("the verdict is no") ?? false];
    },
    onAws: ["ROLLBACK_COMPLETE", true],
  },
  {
    id: "custom-deleted",
    area,
    title: "a function is asked to delete before it is deleted itself",
    page: `${guide}/crpg-ref-requesttypes-delete.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template({ Word: "one" }));
      const gone = await deleteStack(stage, stage.name);
      const events = await eventsOf(stage, gone, "Verdict");
      return [gone.StackStatus ?? "", events.map(({ status }) => status).slice(-2)];
    },
    onAws: ["DELETE_COMPLETE", ["DELETE_IN_PROGRESS", "DELETE_COMPLETE"]],
  },
];
