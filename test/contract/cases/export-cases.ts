import { ListExportsCommand, ListImportsCommand } from "@aws-sdk/client-cloudformation";
import type { JsonMap } from "../../../src/domain/template.ts";
import { faultOf, wordsOf, type ContractCase, type Stage } from "../contract-case.ts";
import { createStack, deleteStack, describedStack, eventsOf, outputsOf, updateStack } from "./stacks.ts";

const area = "exports";
const guide = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide";
const reference = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference";

const topic: JsonMap = { Type: "AWS::SNS::Topic", Properties: {} };
const exporter = ({ name }: Stage, value = "shared"): JsonMap => ({
  Resources: { Topic: topic },
  Outputs: { Value: { Value: value, Export: { Name: `${name}-export` } } },
});
const importer = ({ name }: Stage): JsonMap => ({
  Resources: {
    Setting: {
      Type: "AWS::SSM::Parameter",
      Properties: { Type: "String", Value: { "Fn::ImportValue": `${name}-export` } },
    },
  },
  Outputs: { Value: { Value: { "Fn::GetAtt": ["Setting", "Value"] } } },
});

/** What Autoland relies on where stacks share values. */
export const exportCases: readonly ContractCase[] = [
  {
    id: "export-imported",
    area,
    title: "an import gives the export's value, and both are listed",
    page: `${guide}/using-cfn-stack-exports.html`,
    observe: async (stage) => {
      const from = await createStack(stage, `${stage.name}-from`, exporter(stage));
      const to = await createStack(stage, `${stage.name}-to`, importer(stage));
      const { Exports = [] } = await stage.cloudFormation.send(new ListExportsCommand({}));
      const own = Exports.filter(({ Name }) => Name === `${stage.name}-export`);
      return [
        outputsOf(to),
        own.map(({ Value = "", ExportingStackId }) => [Value, ExportingStackId === from.StackId]),
      ];
    },
    onAws: [{ Value: "shared" }, [["shared", true]]],
  },
  {
    id: "export-imports-listed",
    area,
    title: "the stacks that import a value are listed, and a value that none imports is a fault",
    page: `${reference}/API_ListImports.html`,
    observe: async (stage) => {
      await createStack(stage, `${stage.name}-from`, exporter(stage));
      const listing = new ListImportsCommand({ ExportName: `${stage.name}-export` });
      const before = await faultOf(stage.cloudFormation.send(listing));
      await createStack(stage, `${stage.name}-to`, importer(stage));
      const { Imports = [] } = await stage.cloudFormation.send(listing);
      return [before, Imports.map((name) => name.replace(stage.name, "NAME"))];
    },
    onAws: [{ fault: "ValidationError" }, ["NAME-to"]],
  },
  {
    id: "export-missing",
    area,
    title: "a stack whose import does not exist is not made",
    page: `${guide}/intrinsic-function-reference-importvalue.html`,
    observe: async (stage) => {
      const stack = await createStack(stage, stage.name, importer(stage));
      const reasons = (await eventsOf(stage, stack)).map(({ reason }) => reason).join(" ");
      return [stack.StackStatus ?? "", reasons.includes(`No export named ${stage.name}-export found`)];
    },
    onAws: ["ROLLBACK_COMPLETE", true],
  },
  {
    id: "export-in-use",
    area,
    title: "a stack whose export is imported is not deleted, and says why",
    page: `${guide}/using-cfn-stack-exports.html`,
    observe: async (stage) => {
      await createStack(stage, `${stage.name}-from`, exporter(stage));
      await createStack(stage, `${stage.name}-to`, importer(stage));
      // Reports differ on whether AWS refuses the call or ends the deletion; that it says why is common to all.
      const refusal = await wordsOf(deleteStack(stage, `${stage.name}-from`));
      const kept = await describedStack(stage, `${stage.name}-from`);
      const reasons = (await eventsOf(stage, kept)).map(({ reason }) => reason);
      const words = JSON.stringify([...reasons, refusal]);
      return {
        gone: kept.StackStatus === "DELETE_COMPLETE",
        saysWhoImports: words.includes(`${stage.name}-to`),
      };
    },
    onAws: { gone: false, saysWhoImports: true },
  },
  {
    id: "export-changed-in-use",
    area,
    title: "the value of an export that is imported cannot change",
    page: `${guide}/using-cfn-stack-exports.html`,
    observe: async (stage) => {
      await createStack(stage, `${stage.name}-from`, exporter(stage));
      await createStack(stage, `${stage.name}-to`, importer(stage));
      const stack = await updateStack(stage, `${stage.name}-from`, exporter(stage, "other"));
      return [stack.StackStatus ?? "", outputsOf(stack)];
    },
    onAws: ["UPDATE_ROLLBACK_COMPLETE", { Value: "shared" }],
  },
  {
    id: "export-name-taken",
    area,
    title: "two stacks cannot export one name",
    page: `${guide}/outputs-section-structure.html`,
    observe: async (stage) => {
      await createStack(stage, `${stage.name}-from`, exporter(stage));
      const second = await createStack(stage, `${stage.name}-second`, exporter(stage));
      return second.StackStatus ?? "";
    },
    onAws: "ROLLBACK_COMPLETE",
  },
];
