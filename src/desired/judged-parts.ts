import type { Artifact } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import type { Judged, JudgedPart } from "../domain/judged.ts";
import type { Template } from "../domain/template.ts";
import type { AddonsInputs, RenderedStack } from "../render/inputs.ts";
import { isJsonMap } from "../template/json-pointer.ts";
import { readTemplate } from "../template/read-template.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Overrides, TextFile } from "../workspace/workspace.ts";

/** Everything of a rendered stack that policy judges. */
export interface RenderedParts {
  readonly surroundings: Surroundings;
  readonly environment: string;
  /** Undefined for the environment's own stack. */
  readonly workload?: string;
  readonly files: {
    readonly manifest: TextFile;
    readonly overrides: Overrides;
    readonly addons: readonly TextFile[];
  };
  readonly stack: RenderedStack;
  /** The stack's template without the author's overrides. */
  readonly own: Template | undefined;
  readonly addons: AddonsInputs | undefined;
  readonly artifacts: readonly Artifact[];
}

/** What policy judges of a stack, or why a template that will be deployed cannot be read. */
export function judgedStack(rendered: RenderedParts): Judged | Failure {
  const parts = judgedParts(rendered);
  if ("reason" in parts) return parts;
  const { application, account, region, regional } = rendered.surroundings;
  const { permissionsBoundary } = application;
  return {
    application: application.name,
    environment: rendered.environment,
    ...(rendered.workload === undefined ? {} : { workload: rendered.workload }),
    account,
    region,
    applicationAccount: application.account,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    bucket: regional.artifactBucket,
    parts,
  };
}

function judgedParts(rendered: RenderedParts): readonly JudgedPart[] | Failure {
  const { surroundings, workload, files, stack, own, addons } = rendered;
  const patches: readonly TextFile[] = files.overrides.kind === "patches" ? [files.overrides.file] : [];
  const main: JudgedPart = {
    name: "stack",
    template: stack.template,
    parameters: stack.parameters,
    ...(own === undefined ? {} : { own }),
    sources: [...patches, files.manifest],
  };
  if (addons === undefined) return [main];
  const parameters = {
    ...addons.parameters,
    App: surroundings.application.name,
    Env: rendered.environment,
    ...(workload === undefined ? {} : { Name: workload }),
  };
  const sources = files.addons;
  const nested = nestedParts(rendered, addons.template);
  if ("reason" in nested) return nested;
  return [main, { name: "addons", template: addons.template, parameters, sources }, ...nested];
}

/** Templates of the commit that the addons nest; they were uploaded under their hashes. */
function nestedParts(
  { artifacts, workload, environment, files }: RenderedParts,
  addons: Template,
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
        message: `the template that ${id} in the addons of ${workload ?? environment} nests cannot be read: ${reading.fault.message}`,
        remedy: "Correct the nested template in a commit.",
      };
    const given = properties["Parameters"];
    const parameters = isJsonMap(given) ? given : {};
    parts.push({ name: "nested", template: reading.template, parameters, sources: files.addons });
  }
  return parts;
}
