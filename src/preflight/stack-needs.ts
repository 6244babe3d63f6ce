import type { Platform } from "../domain/preflight.ts";
import { partitionOf } from "../domain/partition.ts";
import type { StackId, TextMap } from "../domain/stack.ts";
import type { Json, JsonMap, Template } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";

/** What must be there before a stack is written, as its own template says. What other stacks are yet to make is left out. */
export interface StackNeeds {
  readonly images: readonly NeededImage[];
  readonly secrets: readonly NeededSecret[];
  /** Names of exports. */
  readonly imports: readonly string[];
}

/** An image that a container runs. */
export interface NeededImage {
  readonly container: string;
  readonly address: string;
  /** Of the task definition. */
  readonly platform: Platform;
}

/** A secret that a container is given. */
export interface NeededSecret {
  readonly container: string;
  /** The variable, or the option of the log driver. */
  readonly variable: string;
  /** As it is written: a parameter's name, or an ARN. */
  readonly from: string;
}

/** Reads a stack's needs from its template, parameters put in. */
export function stackNeeds({
  id,
  template,
  parameters,
}: {
  readonly id: StackId;
  readonly template: Template;
  readonly parameters: TextMap;
}): StackNeeds {
  const pseudo = {
    "AWS::AccountId": id.account,
    "AWS::Region": id.region,
    "AWS::StackName": id.name,
    "AWS::Partition": partitionOf(id.region),
  };
  const resources = [...resolveResources(template, { parameters, pseudo }).values()];
  const tasks = resources.flatMap(({ Type: type, Properties: properties = {} }) =>
    type === "AWS::ECS::TaskDefinition" ? [properties] : [],
  );
  return {
    images: tasks.flatMap(imagesOf),
    secrets: tasks.flatMap(secretsOf),
    imports: [
      ...new Set(resources.flatMap(({ Properties: properties = {} }) => importsIn(properties))),
    ].toSorted(),
  };
}

function containersOf(task: JsonMap): readonly (JsonMap & { readonly Name: string })[] {
  const list = task["ContainerDefinitions"];
  if (!isJsonList(list)) return [];
  return list.filter(isJsonMap).flatMap((container) => {
    const { Name: name } = container;
    return typeof name === "string" ? [{ ...container, Name: name }] : [];
  });
}

function imagesOf(task: JsonMap): readonly NeededImage[] {
  const platform = platformOf(task["RuntimePlatform"]);
  return containersOf(task).flatMap(({ Name: container, Image: address }) =>
    typeof address === "string" ? [{ container, address, platform }] : [],
  );
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html */
function platformOf(value: Json | undefined): Platform {
  const { OperatingSystemFamily: family, CpuArchitecture: cpu } = isJsonMap(value) ? value : {};
  return {
    os: typeof family === "string" && family.startsWith("WINDOWS") ? "windows" : "linux",
    architecture: cpu === "ARM64" ? "arm64" : "amd64",
  };
}

function secretsOf(task: JsonMap): readonly NeededSecret[] {
  return containersOf(task).flatMap(({ Name: container, Secrets: secrets, LogConfiguration: log }) => {
    const options = isJsonMap(log) ? log["SecretOptions"] : undefined;
    return [secrets, options]
      .flatMap((list) => (isJsonList(list) ? list.filter(isJsonMap) : []))
      .flatMap(({ Name: variable, ValueFrom: from }) =>
        typeof variable === "string" && typeof from === "string" && !from.includes("${")
          ? [{ container, variable, from }]
          : [],
      );
  });
}

function importsIn(value: Json): readonly string[] {
  if (isJsonList(value)) return value.flatMap(importsIn);
  if (!isJsonMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "Fn::ImportValue" && typeof item === "string" ? [item] : importsIn(item),
  );
}
