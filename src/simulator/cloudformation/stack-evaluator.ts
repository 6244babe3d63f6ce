import type { Json, Template } from "../../domain/template.ts";
import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { isCustom } from "../resources/resource-type.ts";
import { resolveDynamicReferences } from "./dynamic-references.ts";
import { makeEvaluator } from "./evaluate.ts";
import type { Evaluator, Lookups } from "./evaluate.ts";
import { parameterValue } from "./parameters.ts";
import { pseudoParameter } from "./pseudo-parameters.ts";
import { regionState } from "./state.ts";
import type { Revision, StackRecord } from "./state.ts";
import { parseTemplate } from "./template-source.ts";

/** How the value of a resource is looked up; the rest is the same for operations and change sets. */
export type ResourceLookups = Pick<Lookups, "resource" | "attribute">;

const evaluators = new WeakMap<Revision, Evaluator>();

/** The evaluator of a revision while it is being deployed: resources give what they are now. */
export function deployEvaluator(context: CallContext, stack: StackRecord, revision: Revision): Evaluator {
  const known = evaluators.get(revision);
  if (known !== undefined) return known;
  const made = evaluatorOf({ context, stack, revision, resources: liveLookups(stack) });
  evaluators.set(revision, made);
  return made;
}

/** An evaluator of a revision with look-ups of one's own for resources. */
export function evaluatorOf(parts: {
  readonly context: CallContext;
  readonly stack: StackRecord;
  readonly revision: Revision;
  readonly resources: ResourceLookups;
}): Evaluator {
  const { context, stack, revision, resources } = parts;
  const template = parseTemplate(revision.body);
  return makeEvaluator(template, {
    parameter: (name) => parameterValue(template, revision, name),
    pseudo: (name) => pseudoParameter(name, stack, revision.notificationArns),
    ...resources,
    importValue: (name) => {
      const found = context.state(regionState).exports.get(name);
      if (found === undefined) throw validationError(`No export named ${name} found`);
      return found.value;
    },
    zones: zonesOf,
    dynamicReferences: (text) => resolveDynamicReferences(context, text),
  });
}

/** The zones of a region, as `Fn::GetAZs` lists them. Every simulated region has three. */
function zonesOf(region: string): readonly string[] {
  return ["a", "b", "c"].map((letter) => `${region}${letter}`);
}

/** A template and the evaluator of the revision that holds it. */
export function templateOf(revision: Revision): Template {
  return parseTemplate(revision.body);
}

/** The message of a fault that evaluation threw; other errors are bugs and go on. */
export function reasonOf(error: unknown): string {
  if (error instanceof AwsFault) return error.message;
  throw error;
}

function liveLookups(stack: StackRecord): ResourceLookups {
  return {
    resource: (logicalId) => {
      const record = stack.resources.get(logicalId);
      if (record === undefined) throw unresolved(logicalId);
      return record.physicalId;
    },
    attribute: (logicalId, attribute) => attributeOf(stack, logicalId, attribute),
  };
}

/** The value of `Fn::GetAtt` on a resource as it is now. */
export function attributeOf(stack: StackRecord, logicalId: string, attribute: string): Json {
  const record = stack.resources.get(logicalId);
  if (record === undefined) throw unresolved(logicalId);
  const value = record.live.attributes[attribute];
  if (value !== undefined) return value;
  if (isCustom(record.type)) {
    throw validationError(
      `CustomResource attribute error: Vendor response doesn't contain ${attribute} attribute in object`,
    );
  }
  throw validationError(
    `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
  );
}

function unresolved(logicalId: string): AwsFault {
  return validationError(
    `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
  );
}
