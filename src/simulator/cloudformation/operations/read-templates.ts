import type {
  GetTemplateInput,
  GetTemplateSummaryInput,
  ValidateTemplateInput,
} from "@aws-sdk/client-cloudformation";
import type { Template } from "../../../domain/template.ts";
import { isJsonList } from "../../../template/json-pointer.ts";
import { validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { checkTemplate, neededCapabilities } from "../check-template.ts";
import { textOf } from "../evaluate.ts";
import { findChangeSet, stackToRead } from "../refusals.ts";
import type { Revision, StackRecord } from "../state.ts";
import { parseTemplate, templateText } from "../template-source.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export function getTemplate(context: CallContext, input: GetTemplateInput): object {
  if (input.ChangeSetName !== undefined) {
    const { changeSet } = findChangeSet(context, input.ChangeSetName, input.StackName);
    return {
      TemplateBody: textAt(changeSet.revision, input.TemplateStage),
      StagesAvailable: ["Original", "Processed"],
    };
  }
  const stack = stackToRead(context, input.StackName);
  const text = stack.current === undefined ? deployedText(stack) : textAt(stack.current, input.TemplateStage);
  return { TemplateBody: text, StagesAvailable: ["Original", "Processed"] };
}

/** The stage is `Processed` unless the request says otherwise. */
function textAt({ body, original = body }: Revision, stage: string | undefined): string {
  return stage === "Original" ? original : body;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html */
export function getTemplateSummary(context: CallContext, input: GetTemplateSummaryInput): object {
  if (input.StackSetName !== undefined) {
    throw validationError(
      "the simulated AWS summarises stacks and templates; read a StackSet with DescribeStackSet",
    );
  }
  const text =
    input.StackName === undefined
      ? templateText(context, input, undefined)
      : deployedText(stackToRead(context, input.StackName));
  const template = parseTemplate(text);
  const capabilities = neededCapabilities(template);
  return {
    Parameters: declarations(template),
    Description: template.Description,
    Capabilities: capabilities,
    CapabilitiesReason: reasonFor(template, capabilities),
    ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
    Version: template.AWSTemplateFormatVersion,
    Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    DeclaredTransforms: transformsOf(template),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export function validateTemplate(context: CallContext, input: ValidateTemplateInput): object {
  const template = parseTemplate(templateText(context, input, undefined));
  checkTemplate(template);
  const capabilities = neededCapabilities(template);
  return {
    Parameters: declarations(template).map(({ ParameterKey, DefaultValue, NoEcho, Description }) => ({
      ParameterKey,
      DefaultValue,
      NoEcho,
      Description,
    })),
    Description: template.Description,
    Capabilities: capabilities,
    CapabilitiesReason: reasonFor(template, capabilities),
    DeclaredTransforms: transformsOf(template),
  };
}

interface Declaration {
  readonly ParameterKey: string;
  readonly DefaultValue?: string | undefined;
  readonly ParameterType: string;
  readonly NoEcho: boolean;
  readonly Description?: string | undefined;
  readonly ParameterConstraints?: object;
}

function declarations(template: Template): readonly Declaration[] {
  return Object.entries(template.Parameters ?? {}).map(([key, declaration]) => {
    const { Default, Type, NoEcho, Description, AllowedValues } = declaration;
    return {
      ParameterKey: key,
      ParameterType: Type === undefined ? "String" : textOf(Type),
      NoEcho: NoEcho === true || NoEcho === "true",
      ...(Default === undefined ? {} : { DefaultValue: textOf(Default) }),
      ...(Description === undefined ? {} : { Description: textOf(Description) }),
      ...(AllowedValues === undefined || !isJsonList(AllowedValues)
        ? {}
        : { ParameterConstraints: { AllowedValues: AllowedValues.map(textOf) } }),
    };
  });
}

function deployedText(stack: StackRecord): string {
  if (stack.current !== undefined) return stack.current.body;
  if (stack.status === "REVIEW_IN_PROGRESS") {
    // A shell has no template of its own; its change sets have.
    return "{}";
  }
  throw validationError(`Stack with id ${stack.name} does not exist`);
}

function reasonFor(template: Template, capabilities: readonly string[]): string | undefined {
  if (!capabilities.some((capability) => capability.endsWith("IAM"))) return undefined;
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  const iam = [...new Set(types.filter((type) => type.startsWith("AWS::IAM::")))];
  return `The following resource(s) require capabilities: [${iam.join(", ")}]`;
}

function transformsOf(template: Template): readonly string[] | undefined {
  const { Transform } = template;
  if (Transform === undefined) return undefined;
  return isJsonList(Transform) ? Transform.map(textOf) : [textOf(Transform)];
}
