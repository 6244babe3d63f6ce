import type { JsonMap, Template } from "../domain/template.ts";
import type { TextMap } from "../domain/stack.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import type { Resources } from "./resources.ts";

/** What a workload type composes its stack of. */
export interface StackParts {
  readonly description: string;
  /** Declarations of the template's parameters. */
  readonly parameters: Readonly<Record<string, JsonMap>>;
  readonly conditions?: JsonMap;
  readonly resources: Resources;
  readonly outputs?: Readonly<Record<string, JsonMap>>;
  /** Values of the parameters. */
  readonly values: TextMap;
}

/** Puts a workload's parts into a stack, with Copilot's metadata and tags (copilot-model.md 2.2, 2.7). */
export function workloadStack(name: string, inputs: WorkloadInputs, parts: StackParts): RenderedStack {
  const template: Template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: parts.description,
    Metadata: metadata(inputs),
    Parameters: parts.parameters,
    ...(parts.conditions === undefined ? {} : { Conditions: parts.conditions }),
    Resources: parts.resources,
    ...(parts.outputs === undefined ? {} : { Outputs: parts.outputs }),
  };
  return { template, parameters: parts.values, tags: workloadTags(name, inputs) };
}

/** Tags of a workload's stack: the application's, additional ones, and over both Copilot's own. */
function workloadTags(name: string, inputs: WorkloadInputs): TextMap {
  return {
    ...inputs.application.tags,
    ...inputs.additionalTags,
    "copilot-application": inputs.application.name,
    "copilot-environment": inputs.environment.name,
    "copilot-service": name,
  };
}

function metadata(inputs: WorkloadInputs): JsonMap {
  if (inputs.manifestText === undefined || inputs.manifestText === "")
    return { Version: inputs.templateVersion };
  return { Version: inputs.templateVersion, Manifest: inputs.manifestText };
}
