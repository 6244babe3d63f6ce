import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { faultOf, type ContractCase, type Stage } from "../contract-case.ts";

const area = "SSM";
const reference = "https://docs.aws.amazon.com/systems-manager/latest/APIReference";

/** What Autoland relies on in Parameter Store. */
export const ssmCases: readonly ContractCase[] = [
  {
    id: "ssm-pages",
    area,
    title: "parameters below a path come in pages of ten, and the last page has no token",
    page: `${reference}/API_GetParametersByPath.html`,
    observe: async (stage) => {
      for (let number = 0; number < 12; number += 1) await put(stage, `/${stage.name}/p${number}`, "v");
      const first = await stage.ssm.send(new GetParametersByPathCommand({ Path: `/${stage.name}` }));
      const second = await stage.ssm.send(
        new GetParametersByPathCommand({ Path: `/${stage.name}`, NextToken: first.NextToken }),
      );
      return [first.Parameters?.length ?? 0, second.Parameters?.length ?? 0, second.NextToken ?? "no token"];
    },
    onAws: [10, 2, "no token"],
  },
  {
    id: "ssm-page-size",
    area,
    title: "more than ten parameters in a page are refused",
    page: `${reference}/API_GetParametersByPath.html`,
    observe: (stage) =>
      faultOf(stage.ssm.send(new GetParametersByPathCommand({ Path: `/${stage.name}`, MaxResults: 11 }))),
    onAws: { fault: "ValidationException" },
  },
  {
    id: "ssm-recursive",
    area,
    title: "deeper parameters come only when asked for",
    page: `${reference}/API_GetParametersByPath.html`,
    observe: async (stage) => {
      await put(stage, `/${stage.name}/a`, "v");
      await put(stage, `/${stage.name}/deep/b`, "v");
      await put(stage, `/${stage.name}-beside/c`, "v");
      const Path = `/${stage.name}`;
      const flat = await stage.ssm.send(new GetParametersByPathCommand({ Path }));
      const deep = await stage.ssm.send(new GetParametersByPathCommand({ Path, Recursive: true }));
      return { flat: leaves(flat.Parameters), deep: leaves(deep.Parameters) };
    },
    onAws: { flat: ["a"], deep: ["a", "b"] },
  },
  {
    id: "ssm-overwrite",
    area,
    title: "an existing parameter is overwritten only when asked for, and gets the next version",
    page: `${reference}/API_PutParameter.html`,
    observe: async (stage) => {
      await put(stage, `/${stage.name}`, "one");
      const again = await faultOf(put(stage, `/${stage.name}`, "two"));
      const { Version } = await stage.ssm.send(
        new PutParameterCommand({ Name: `/${stage.name}`, Value: "two", Overwrite: true }),
      );
      const { Parameter } = await stage.ssm.send(new GetParameterCommand({ Name: `/${stage.name}` }));
      return [again, Version ?? 0, Parameter?.Value ?? "", Parameter?.Version ?? 0];
    },
    onAws: [{ fault: "ParameterAlreadyExists" }, 2, "two", 2],
  },
  {
    id: "ssm-missing",
    area,
    title: "a missing parameter is a fault alone, and listed as invalid among others",
    page: `${reference}/API_GetParameters.html`,
    observe: async (stage) => {
      await put(stage, `/${stage.name}/there`, "v");
      const Names = [`/${stage.name}/there`, `/${stage.name}/gone`];
      const several = await stage.ssm.send(new GetParametersCommand({ Names }));
      return [
        await faultOf(stage.ssm.send(new GetParameterCommand({ Name: `/${stage.name}/gone` }))),
        await faultOf(stage.ssm.send(new DeleteParameterCommand({ Name: `/${stage.name}/gone` }))),
        several.Parameters?.length ?? 0,
        several.InvalidParameters?.map((name) => name.split("/").at(-1) ?? "") ?? [],
      ];
    },
    onAws: [{ fault: "ParameterNotFound" }, { fault: "ParameterNotFound" }, 1, ["gone"]],
  },
  {
    id: "ssm-size",
    area,
    title: "a standard parameter holds 4 KB and no more",
    page: `${reference}/API_PutParameter.html`,
    observe: async (stage) => [
      await faultOf(put(stage, `/${stage.name}/fits`, "x".repeat(4096))),
      await faultOf(put(stage, `/${stage.name}/large`, "x".repeat(4097))),
    ],
    onAws: [{ fault: "none" }, { fault: "ValidationException" }],
  },
  {
    id: "ssm-tags",
    area,
    title: "tags are added to those that are there",
    page: `${reference}/API_AddTagsToResource.html`,
    observe: async (stage) => {
      const resource = { ResourceType: "Parameter", ResourceId: `/${stage.name}` } as const;
      await put(stage, `/${stage.name}`, "v");
      const tags = [{ Key: "a", Value: "1" }];
      await stage.ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: tags }));
      await stage.ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "b", Value: "2" }] }));
      const { TagList = [] } = await stage.ssm.send(new ListTagsForResourceCommand(resource));
      return TagList.map(({ Key, Value }) => `${Key}=${Value}`).toSorted();
    },
    onAws: ["a=1", "b=2"],
  },
  {
    id: "ssm-odd-texts",
    area,
    title: "texts with markup, quotes, line breaks and other scripts come back as they were",
    page: `${reference}/API_PutParameter.html`,
    observe: async (stage) => {
      await put(stage, `/${stage.name}`, oddText);
      const { Parameter } = await stage.ssm.send(new GetParameterCommand({ Name: `/${stage.name}` }));
      return Parameter?.Value ?? "";
    },
    onAws: `<a>&amp;"'\n\tü 漢字 \\n`,
  },
];

const oddText = `<a>&amp;"'\n\tü 漢字 \\n`;

function put(stage: Stage, name: string, value: string): Promise<unknown> {
  return stage.ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: "String" }));
}

function leaves(
  parameters: readonly { readonly Name?: string | undefined }[] | undefined,
): readonly string[] {
  return (parameters ?? []).map(({ Name = "" }) => Name.split("/").at(-1) ?? "").toSorted();
}
