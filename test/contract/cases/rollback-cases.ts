import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Json, JsonMap } from "../../../src/domain/template.ts";
import { faultOf, type ContractCase, type Stage } from "../contract-case.ts";
import { createStack, deleteStack, eventsOf, outputsOf, plannedChanges, updateStack } from "./stacks.ts";
import { verdictResources } from "./verdict-function.ts";

const area = "rollback";
const guide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";

/** A named parameter, and behind it a custom resource that fails when the verdict says so. */
function template({ name }: Stage, value: string, verdict: "SUCCESS" | "FAILED"): JsonMap {
  const { Verdict, ...functions } = verdictResources({ Verdict: verdict, Word: value });
  return {
    Resources: {
      ...functions,
      Setting: {
        Type: "AWS::SSM::Parameter",
        Properties: { Name: `/${name}`, Type: "String", Value: value },
      },
      Verdict: { ...asMap(Verdict), DependsOn: "Setting" },
    },
    Outputs: { Value: { Value: { "Fn::GetAtt": ["Setting", "Value"] } } },
  };
}

/** What Autoland relies on when an operation fails. */
export const rollbackCases: readonly ContractCase[] = [
  {
    id: "rollback-creation",
    area,
    title: "a creation that fails is rolled back: what it had made is gone, and the stack stays",
    page: `${guide}/stack-failure-options.html`,
    observe: async (stage) => {
      const stack = await createStack(stage, stage.name, template(stage, "one", "FAILED"));
      return [
        stack.StackStatus ?? "",
        await settingOf(stage),
        statusesOf(await eventsOf(stage, stack, "Setting")),
      ];
    },
    onAws: [
      "ROLLBACK_COMPLETE",
      { fault: "ParameterNotFound" },
      ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"],
    ],
  },
  {
    id: "rollback-update",
    area,
    title: "an update that fails is rolled back: resources and outputs are what they were",
    page: `${guide}/using-cfn-updating-stacks.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template(stage, "one", "SUCCESS"));
      const stack = await updateStack(stage, stage.name, template(stage, "two", "FAILED"));
      return [stack.StackStatus ?? "", outputsOf(stack), await settingOf(stage)];
    },
    onAws: ["UPDATE_ROLLBACK_COMPLETE", { Value: "one" }, "one"],
  },
  {
    id: "rollback-then-update",
    area,
    title: "a stack whose update was rolled back can be updated again",
    page: `${guide}/using-cfn-updating-stacks-continueupdaterollback.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template(stage, "one", "SUCCESS"));
      await updateStack(stage, stage.name, template(stage, "two", "FAILED"));
      const stack = await updateStack(stage, stage.name, template(stage, "three", "SUCCESS"));
      return [stack.StackStatus ?? "", outputsOf(stack)];
    },
    onAws: ["UPDATE_COMPLETE", { Value: "three" }],
  },
  {
    id: "rollback-refuses-update",
    area,
    title: "a stack whose creation was rolled back takes no update, only its deletion",
    page: `${guide}/view-stack-events.html`,
    observe: async (stage) => {
      await createStack(stage, stage.name, template(stage, "one", "FAILED"));
      const wanted = { stack: stage.name, type: "UPDATE" } as const;
      const refused = await faultOf(
        plannedChanges(stage, { ...wanted, template: template(stage, "two", "SUCCESS") }),
      );
      const gone = await deleteStack(stage, stage.name);
      return [refused, gone.StackStatus ?? ""];
    },
    onAws: [{ fault: "ValidationError" }, "DELETE_COMPLETE"],
  },
];

async function settingOf({ ssm, name }: Stage): Promise<Json> {
  const call = ssm.send(new GetParameterCommand({ Name: `/${name}` }));
  const fault = await faultOf(call);
  return fault["fault"] === "none" ? ((await call).Parameter?.Value ?? "") : fault;
}

function statusesOf(events: readonly { readonly status: string }[]): readonly string[] {
  return events.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]);
}

function asMap(value: Json | undefined): JsonMap {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonMap;
  throw new Error("the custom resource is not a map");
}
