import type { Parameter, Tag } from "@aws-sdk/client-cloudformation";
import { validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { checkCapabilities, checkTemplate } from "./check-template.ts";
import { parameterFromStore } from "./dynamic-references.ts";
import { readParameters } from "./parameters.ts";
import type { Revision, StackRecord } from "./state.ts";
import { parseTemplate, templateText } from "./template-source.ts";
import { processTransforms } from "./transforms.ts";

/** The part of a request that says what a stack is to be. */
export interface RevisionInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

/** Reads and checks what a stack is to be; refused in CloudFormation's words where it cannot be. */
export function readRevision(
  context: CallContext,
  input: RevisionInput,
  stack: StackRecord | undefined,
): Revision {
  const current = stack?.current;
  const sent = templateText(context, input, current?.original ?? current?.body);
  const processed = processTransforms(context, sent);
  const { body } = processed;
  checkCapabilities(parseTemplate(sent), input.Capabilities ?? []);
  const template = parseTemplate(body);
  checkTemplate(template);
  const values = readParameters({
    template,
    given: input.Parameters ?? [],
    previous: current?.parameters,
    fromStore: (name) => parameterFromStore(context, name),
  });
  checkCapabilities(template, input.Capabilities ?? []);
  return {
    ...processed,
    ...values,
    tags: input.Tags === undefined ? (current?.tags ?? {}) : readTags(input.Tags),
    capabilities: input.Capabilities ?? [],
    notificationArns: input.NotificationARNs ?? current?.notificationArns ?? [],
    ...(template.Description === undefined ? {} : { description: template.Description }),
  };
}

function readTags(tags: readonly Tag[]): Readonly<Record<string, string>> {
  if (tags.length > 50) throw validationError("Number of tags cannot exceed 50");
  const keys = tags.map(({ Key }) => Key ?? "");
  const reserved = keys.find((key) => key.startsWith("aws:"));
  if (reserved !== undefined) {
    throw validationError("aws: prefixed tag key names are not allowed for external use.");
  }
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw validationError(`Duplicate tag keys found: ${repeated}`);
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
