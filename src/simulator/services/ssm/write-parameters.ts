import type {
  AddTagsToResourceCommandInput,
  DeleteParameterCommandInput,
  DeleteParametersCommandInput,
  ListTagsForResourceCommandInput,
  PutParameterCommandInput,
  RemoveTagsFromResourceCommandInput,
} from "@aws-sdk/client-ssm";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { tagList, tagsFrom, withoutTags } from "../tags.ts";
import { checkName, checkValue } from "./parameter-rules.ts";
import { latestOf, parameters, type Parameter, type ParameterVersion } from "./parameter-state.ts";

/** How many versions are kept; the oldest one goes unless it has a label. */
const keptVersions = 100;

/**
 * PutParameter: an existing name needs Overwrite, and Overwrite and Tags exclude each other.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function putParameter(context: CallContext, input: PutParameterCommandInput): object {
  const name = input.Name ?? "";
  checkName(name);
  if (input.Overwrite === true && (input.Tags ?? []).length > 0) {
    throw clientFault(
      "ValidationException",
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  const known = context.state(parameters).get(name);
  if (known !== undefined && input.Overwrite !== true) {
    throw clientFault(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  }
  const version = versionOf(context, input, known);
  checkValue(version.value, version);
  const versions = [...(known?.versions ?? []), version].slice(-keptVersions);
  const tags = known?.tags ?? tagsFrom(input.Tags);
  context.state(parameters).set(name, { name, versions, tags });
  return { Version: version.version, Tier: version.tier };
}

/** DeleteParameter. */
export function deleteParameter(context: CallContext, input: DeleteParameterCommandInput): object {
  if (!context.state(parameters).delete(input.Name ?? "")) throw clientFault("ParameterNotFound", "");
  return {};
}

/** DeleteParameters: up to ten; names that do not exist are listed as invalid. */
export function deleteParameters(context: CallContext, input: DeleteParametersCommandInput): object {
  const names = input.Names ?? [];
  checkAtMostTen(names);
  const known = context.state(parameters);
  const deleted = names.filter((name) => known.delete(name));
  return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
}

/** AddTagsToResource, for parameters. */
export function addTagsToResource(context: CallContext, input: AddTagsToResourceCommandInput): object {
  const parameter = taggedParameter(context, input.ResourceType, input.ResourceId);
  const tags = { ...parameter.tags, ...tagsFrom(input.Tags) };
  if (Object.keys(tags).length > 50) {
    throw clientFault("TooManyTagsError", "The Targets parameter includes too many tags.");
  }
  context.state(parameters).set(parameter.name, { ...parameter, tags });
  return {};
}

/** RemoveTagsFromResource, for parameters. */
export function removeTagsFromResource(
  context: CallContext,
  input: RemoveTagsFromResourceCommandInput,
): object {
  const parameter = taggedParameter(context, input.ResourceType, input.ResourceId);
  const tags = withoutTags(parameter.tags, input.TagKeys ?? []);
  context.state(parameters).set(parameter.name, { ...parameter, tags });
  return {};
}

/** ListTagsForResource, for parameters. */
export function listTagsForResource(context: CallContext, input: ListTagsForResourceCommandInput): object {
  return { TagList: tagList(taggedParameter(context, input.ResourceType, input.ResourceId).tags) };
}

/** Refuses more names than GetParameters and DeleteParameters take. */
export function checkAtMostTen(names: readonly string[]): void {
  if (names.length > 10) {
    throw clientFault(
      "ValidationException",
      `1 validation error detected: Value '[${names.join(", ")}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    );
  }
}

function versionOf(
  context: CallContext,
  input: PutParameterCommandInput,
  known: Parameter | undefined,
): ParameterVersion {
  const previous = known === undefined ? undefined : latestOf(known);
  const type = input.Type ?? previous?.type;
  if (type === undefined) {
    throw clientFault("ValidationException", "A parameter type is required when you create a parameter.");
  }
  return {
    version: (previous?.version ?? 0) + 1,
    value: input.Value ?? "",
    type,
    modifiedAt: context.now,
    modifiedBy: context.principal.arn,
    description: input.Description ?? previous?.description,
    allowedPattern: input.AllowedPattern ?? previous?.allowedPattern,
    tier: tierOf(input, previous),
    keyId: type === "SecureString" ? (input.KeyId ?? previous?.keyId ?? "alias/aws/ssm") : undefined,
    labels: [],
  };
}

/** Intelligent-Tiering takes the advanced tier only where a value needs it; an advanced parameter never goes back. */
function tierOf(
  input: PutParameterCommandInput,
  previous: ParameterVersion | undefined,
): "Standard" | "Advanced" {
  if (input.Tier === "Advanced" || previous?.tier === "Advanced") return "Advanced";
  const large = Buffer.byteLength(input.Value ?? "") > 4096;
  return input.Tier === "Intelligent-Tiering" && large ? "Advanced" : "Standard";
}

function taggedParameter(context: CallContext, type: string | undefined, id: string | undefined): Parameter {
  if (type !== "Parameter") {
    throw clientFault(
      "InvalidResourceType",
      "The resource type is not valid. For example, if you are attempting to tag an EC2 instance, the instance must be a registered managed node.",
    );
  }
  const parameter = context.state(parameters).get(id ?? "");
  if (parameter === undefined) {
    throw clientFault(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    );
  }
  return parameter;
}
