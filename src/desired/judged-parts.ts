import type { Artifact } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import type { JudgedPart } from "../domain/judged.ts";
import type { Template } from "../domain/template.ts";
import type { AddonsInputs, RenderedStack } from "../render/inputs.ts";
import { isJsonMap } from "../template/json-pointer.ts";
import { readTemplate } from "../template/read-template.ts";
import type { TextFile, WorkspaceWorkload } from "../workspace/workspace.ts";

/** Everything of a rendered workload that policy judges. */
export interface RenderedParts {
  readonly application: string;
  readonly environment: string;
  readonly workload: WorkspaceWorkload;
  readonly stack: RenderedStack;
  /** The stack's template without the author's overrides. */
  readonly own: Template | undefined;
  readonly addons: AddonsInputs | undefined;
  readonly artifacts: readonly Artifact[];
}

/** The templates of a workload for policy to judge, or why one that will be deployed cannot be read. */
export function judgedParts(rendered: RenderedParts): readonly JudgedPart[] | Failure {
  const { workload, stack, own, addons } = rendered;
  const patches: readonly TextFile[] = workload.overrides.kind === "patches" ? [workload.overrides.file] : [];
  const main: JudgedPart = {
    name: "stack",
    template: stack.template,
    parameters: stack.parameters,
    ...(own === undefined ? {} : { own }),
    sources: [...patches, workload.manifest],
  };
  if (addons === undefined) return [main];
  const parameters = {
    ...addons.parameters,
    App: rendered.application,
    Env: rendered.environment,
    Name: workload.name,
  };
  const { templates, parameters: file } = workload.addons;
  const sources = [...templates, ...(file === undefined ? [] : [file])];
  const nested = nestedParts(rendered, addons.template, sources);
  if ("reason" in nested) return nested;
  return [main, { name: "addons", template: addons.template, parameters, sources }, ...nested];
}

/** Templates of the commit that the addons nest; they were uploaded under their hashes. */
function nestedParts(
  { artifacts, workload }: RenderedParts,
  addons: Template,
  sources: readonly TextFile[],
): readonly JudgedPart[] | Failure {
  const parts: JudgedPart[] = [];
  for (const [id, { Type: type, Properties: properties = {} }] of Object.entries(addons.Resources)) {
    const url = type === "AWS::CloudFormation::Stack" ? properties["TemplateURL"] : undefined;
    const artifact = artifacts.find(({ key }) => typeof url === "string" && url.endsWith(`/${key}`));
    if (artifact?.content === undefined) continue;
    const reading = readTemplate(new TextDecoder().decode(artifact.content));
    if (reading.kind === "unreadable")
      return {
        disposition: "stall",
        reason: "AddonsInvalid",
        message: `the template that ${id} in the addons of ${workload.name} nests cannot be read: ${reading.fault.message}`,
        remedy: "Correct the nested template in a commit.",
      };
    const given = properties["Parameters"];
    const parameters = isJsonMap(given) ? given : {};
    parts.push({ name: "nested", template: reading.template, parameters, sources });
  }
  return parts;
}
