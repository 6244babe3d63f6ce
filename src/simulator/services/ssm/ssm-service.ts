import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { requestTagValues, resourceTagValues, tagsFrom, type Tag } from "../tags.ts";
import { describeParameters } from "./describe-parameters.ts";
import { parameters } from "./parameter-state.ts";
import {
  getParameter,
  getParameterHistory,
  getParameters,
  getParametersByPath,
  parameterArn,
} from "./read-parameters.ts";
import {
  addTagsToResource,
  deleteParameter,
  deleteParameters,
  listTagsForResource,
  putParameter,
  removeTagsFromResource,
} from "./write-parameters.ts";

/** Systems Manager, of which only Parameter Store is played. */
export const ssmService: ServiceModel = {
  name: "ssm",
  iamPrefix: "ssm",
  errors: jsonErrors,
  operations: {
    PutParameter: onParameters("PutParameter", putParameter, (input) => [input.Name]),
    GetParameter: onParameters("GetParameter", getParameter, (input) => [input.Name]),
    GetParameters: onParameters("GetParameters", getParameters, (input) => input.Names),
    GetParametersByPath: onParameters("GetParametersByPath", getParametersByPath, (input) => [
      input.Path?.replace(/(.)\/$/, "$1"),
    ]),
    GetParameterHistory: onParameters("GetParameterHistory", getParameterHistory, (input) => [input.Name]),
    DeleteParameter: onParameters("DeleteParameter", deleteParameter, (input) => [input.Name]),
    DeleteParameters: onParameters("DeleteParameters", deleteParameters, (input) => input.Names),
    DescribeParameters: operation(describeParameters),
    AddTagsToResource: onParameters("AddTagsToResource", addTagsToResource, (input) => [input.ResourceId]),
    RemoveTagsFromResource: onParameters("RemoveTagsFromResource", removeTagsFromResource, (input) => [
      input.ResourceId,
    ]),
    ListTagsForResource: onParameters("ListTagsForResource", listTagsForResource, (input) => [
      input.ResourceId,
    ]),
  },
};

function onParameters<Input extends object>(
  name: string,
  run: Operation<Input>,
  namesIn: (input: Input) => readonly (string | undefined)[] | undefined,
): OperationModel {
  return operation(run, (context, input) => {
    const requested: unknown = Reflect.get(input, "Tags");
    const requestTags = Array.isArray(requested) ? tagsFrom(requested.filter(isTag)) : {};
    return (namesIn(input) ?? []).map((parameter) =>
      permissionOn(context, name, parameter ?? "", requestTagValues(requestTags)),
    );
  });
}

function permissionOn(
  context: CallContext,
  action: string,
  selector: string,
  requestValues: Readonly<Record<string, string | readonly string[]>>,
): NeededPermission {
  const name = selector.split(":")[0] ?? "";
  const tags = context.state(parameters).get(name)?.tags ?? {};
  return {
    action: `ssm:${action}`,
    resource: selector.startsWith("arn:") ? selector : parameterArn(context, name),
    conditionValues: { ...resourceTagValues(tags, "ssm"), ...requestValues },
  };
}

function isTag(value: unknown): value is Tag {
  return typeof value === "object" && value !== null && "Key" in value;
}
