import type { DescribeParametersCommandInput, ParameterStringFilter } from "@aws-sdk/client-ssm";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { latestOf, parameters, type Parameter } from "./parameter-state.ts";
import { parameterArn } from "./read-parameters.ts";

/**
 * DescribeParameters: who changed what when, without values; 50 a page at most.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 */
export function describeParameters(context: CallContext, input: DescribeParametersCommandInput): object {
  const filters = input.ParameterFilters ?? [];
  const matching = [...context.state(parameters).values()]
    .filter((parameter) => filters.every((filter) => passes(parameter, filter)))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const page = pageOf(matching, {
    token: input.NextToken,
    size: input.MaxResults ?? 10,
    invalidToken: () => clientFault("InvalidNextToken", "The specified token isn't valid."),
  });
  return {
    Parameters: page.items.map((parameter) => describe(context, parameter)),
    NextToken: page.nextToken,
  };
}

function describe(context: CallContext, parameter: Parameter): object {
  const latest = latestOf(parameter);
  return {
    Name: parameter.name,
    ARN: parameterArn(context, parameter.name),
    Type: latest.type,
    KeyId: latest.keyId,
    LastModifiedDate: latest.modifiedAt,
    LastModifiedUser: latest.modifiedBy,
    Description: latest.description,
    AllowedPattern: latest.allowedPattern,
    Version: latest.version,
    Tier: latest.tier,
    Policies: [],
    DataType: "text",
  };
}

function passes(parameter: Parameter, { Key, Option, Values }: ParameterStringFilter): boolean {
  const values = Values ?? [];
  if (Key === "Name") return values.some((value) => nameMatches(parameter.name, Option ?? "Equals", value));
  if (Key === "Path") {
    const recursive = Option === "Recursive";
    return values.some((path) => isBelow(parameter.name, path, recursive));
  }
  if (Key === "Type") return values.includes(latestOf(parameter).type);
  if (Key === "KeyId") return values.includes(latestOf(parameter).keyId ?? "");
  if (Key === "Tier") return values.includes(latestOf(parameter).tier);
  if (Key?.startsWith("tag:") === true) {
    const value = parameter.tags[Key.slice("tag:".length)];
    return value !== undefined && (values.length === 0 || values.includes(value));
  }
  throw clientFault("InvalidFilterKey", `The specified filter key ${Key} is not valid.`);
}

function nameMatches(name: string, option: string, value: string): boolean {
  if (option === "BeginsWith") return name.startsWith(value);
  return option === "Contains" ? name.includes(value) : name === value;
}

function isBelow(name: string, path: string, recursive: boolean): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/"));
}
