import type {
  GetParameterCommandInput,
  GetParameterHistoryCommandInput,
  GetParametersByPathCommandInput,
  GetParametersCommandInput,
  Parameter as ParameterOutput,
} from "@aws-sdk/client-ssm";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { latestOf, parameters, type Parameter, type ParameterVersion } from "./parameter-state.ts";
import { checkAtMostTen } from "./write-parameters.ts";

/** GetParameter; the name may carry `:version` or `:label`, and may be an ARN. */
export function getParameter(context: CallContext, input: GetParameterCommandInput): object {
  const found = find(context, input.Name ?? "");
  if (found === undefined) throw clientFault("ParameterNotFound", "");
  return { Parameter: describe(context, found, input.WithDecryption) };
}

/** GetParameters: up to ten names; those that do not exist come back as invalid. */
export function getParameters(context: CallContext, input: GetParametersCommandInput): object {
  const names = input.Names ?? [];
  checkAtMostTen(names);
  const found = names.map((name) => ({ name, parameter: find(context, name) }));
  return {
    Parameters: found
      .filter(({ parameter }) => parameter !== undefined)
      .toSorted((left, right) => left.name.localeCompare(right.name))
      .map(({ parameter }) =>
        parameter === undefined ? {} : describe(context, parameter, input.WithDecryption),
      ),
    InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
  };
}

/**
 * GetParametersByPath: ten a page at most. A path that does not exist is an empty list, not an error.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export function getParametersByPath(context: CallContext, input: GetParametersByPathCommandInput): object {
  const path = input.Path ?? "";
  if (!path.startsWith("/")) {
    throw clientFault(
      "ValidationException",
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    );
  }
  const prefix = path.endsWith("/") ? path : `${path}/`;
  const matching = [...context.state(parameters).values()]
    .filter(({ name }) => name.startsWith(prefix))
    .filter(({ name }) => input.Recursive === true || !name.slice(prefix.length).includes("/"))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const page = pageOf(matching, {
    token: input.NextToken,
    size: pageSize(input.MaxResults),
    invalidToken: () => clientFault("InvalidNextToken", "The specified token isn't valid."),
  });
  return {
    Parameters: page.items.map((parameter) => describe(context, { parameter }, input.WithDecryption)),
    NextToken: page.nextToken,
  };
}

/** GetParameterHistory: all versions, the oldest first. */
export function getParameterHistory(context: CallContext, input: GetParameterHistoryCommandInput): object {
  const parameter = context.state(parameters).get(input.Name ?? "");
  if (parameter === undefined) throw clientFault("ParameterNotFound", "");
  const page = pageOf(parameter.versions, {
    token: input.NextToken,
    size: input.MaxResults ?? 50,
    invalidToken: () => clientFault("InvalidNextToken", "The specified token isn't valid."),
  });
  return {
    Parameters: page.items.map((version) => ({
      Name: parameter.name,
      Type: version.type,
      Value: shownValue(version, input.WithDecryption),
      Version: version.version,
      LastModifiedDate: version.modifiedAt,
      LastModifiedUser: version.modifiedBy,
      Description: version.description,
      Tier: version.tier,
      Labels: [...version.labels],
    })),
    NextToken: page.nextToken,
  };
}

interface Found {
  readonly parameter: Parameter;
  readonly version?: ParameterVersion;
}

function find(context: CallContext, selector: string): Found | undefined {
  const plain = selector.startsWith("arn:")
    ? selector.slice(selector.indexOf(":parameter/") + ":parameter".length)
    : selector;
  const [name = "", wanted] = plain.split(":");
  const known = context.state(parameters);
  // An ARN does not tell whether a name without hierarchy began with a slash.
  const parameter = known.get(name) ?? (selector.startsWith("arn:") ? known.get(name.slice(1)) : undefined);
  if (parameter === undefined) return undefined;
  if (wanted === undefined) return { parameter };
  const version = parameter.versions.find(
    (candidate) => String(candidate.version) === wanted || candidate.labels.includes(wanted),
  );
  if (version === undefined) {
    throw clientFault(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${wanted} of ${name}. Verify the version and try again.`,
    );
  }
  return { parameter, version };
}

function describe(
  context: CallContext,
  { parameter, version }: Found,
  decrypt: boolean | undefined,
): ParameterOutput {
  const shown = version ?? latestOf(parameter);
  return {
    Name: parameter.name,
    Type: shown.type,
    Value: shownValue(shown, decrypt),
    Version: shown.version,
    ...(version === undefined ? {} : { Selector: `:${version.version}` }),
    LastModifiedDate: shown.modifiedAt,
    ARN: parameterArn(context, parameter.name),
    DataType: "text",
  };
}

/** What is shown of a SecureString without WithDecryption: something that is not its value. */
function shownValue(version: ParameterVersion, decrypt: boolean | undefined): string {
  if (version.type !== "SecureString" || decrypt === true) return version.value;
  return `AQICAHi${Buffer.from(`${version.version}/${version.modifiedAt.getTime()}`).toString("base64")}`;
}

/** The ARN of a parameter: one slash between `parameter` and the name, whether or not the name begins with one. */
export function parameterArn(context: CallContext, name: string): string {
  const { partition, region, account } = context;
  return `arn:${partition}:ssm:${region}:${account}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined) return 10;
  if (maxResults < 1 || maxResults > 10) {
    throw clientFault(
      "ValidationException",
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value ${maxResults < 1 ? "greater than or equal to 1" : "less than or equal to 10"}`,
    );
  }
  return maxResults;
}
