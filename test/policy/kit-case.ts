import type { Judged, JudgedPart } from "../../src/domain/judged.ts";
import type { Json, Template } from "../../src/domain/template.ts";
import { renderEnvironment } from "../../src/render/environment/render-environment.ts";
import type { AddonsInputs } from "../../src/render/inputs.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { isJsonMap } from "../../src/template/json-pointer.ts";
import { isTemplate } from "../../src/template/read-template.ts";
import type { EnvironmentCaseFile, OverrideCaseFile, WorkloadCaseFile } from "../conformance/case-file.ts";
import { caseEnvironment } from "../conformance/environment-case.ts";
import { caseData, type KitCase } from "../conformance/kit.ts";
import { runOverrideCase } from "../conformance/override-case.ts";
import { caseWorkload } from "../conformance/workload-case.ts";

const account = "123456789012";
const region = "eu-west-1";

/** What policy would judge of a case of the conformance kit; undefined where the case makes no template. */
export function judgedCase(kitCase: KitCase): Judged | undefined {
  const { file } = kitCase;
  switch (file.kind) {
    case "workload":
      return judgedWorkload(kitCase, file);
    case "environment":
      return judgedEnvironment(kitCase, file);
    case "yaml-patch":
    case "task-definition-override":
    case "addons-merge":
    case "addon-outputs":
      return judgedOverride(kitCase, file);
  }
}

function judgedWorkload(kitCase: KitCase, { inputs: given }: WorkloadCaseFile): Judged | undefined {
  const { manifest, inputs } = caseWorkload(kitCase, given);
  const rendered = renderWorkload(manifest, inputs);
  const plain = renderWorkload(
    "taskdef_overrides" in manifest ? { ...manifest, taskdef_overrides: [] } : manifest,
    inputs,
  );
  if (rendered.kind === "refused" || plain.kind === "refused") return undefined;
  const { application, environment, artifacts } = inputs;
  const { template, parameters } = rendered.stack;
  return {
    application: application.name,
    environment: environment.name,
    workload: manifest.name,
    account: environment.account ?? account,
    region: environment.region ?? region,
    applicationAccount: applicationAccountOf(application.accountRootArn),
    ...(application.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: application.permissionsBoundary }),
    bucket: artifacts.bucket,
    parts: [
      { name: "stack", template, own: plain.stack.template, parameters, sources: [] },
      ...addonsPart(inputs.addons, {
        App: application.name,
        Env: environment.name,
        Name: manifest.name,
      }),
    ],
  };
}

function judgedEnvironment(kitCase: KitCase, { inputs: given }: EnvironmentCaseFile): Judged | undefined {
  const { manifest, inputs } = caseEnvironment(kitCase, given);
  const rendered = renderEnvironment(manifest, inputs);
  if (rendered.kind === "refused") return undefined;
  const { template, parameters } = rendered.stack;
  const { application } = inputs;
  return {
    application: application.name,
    environment: inputs.name,
    account,
    region,
    applicationAccount: applicationAccountOf(application.accountRootArn),
    ...(application.permissionsBoundary === undefined
      ? {}
      : { permissionsBoundary: application.permissionsBoundary }),
    bucket: "bucket",
    parts: [
      { name: "stack", template, own: template, parameters, sources: [] },
      ...addonsPart(inputs.addons, { App: application.name, Env: inputs.name }),
    ],
  };
}

/** Overrides and addons without a workload: the result of the patches, or of the merge, as a workload's. */
function judgedOverride(kitCase: KitCase, file: OverrideCaseFile): Judged | undefined {
  const content = runOverrideCase(kitCase, file).produced[0]?.content;
  const document = isJsonMap(content) ? content["document"] : undefined;
  if (document === undefined || !isTemplate(document)) return undefined;
  return {
    application: "app",
    environment: "test",
    workload: "svc",
    account,
    region,
    applicationAccount: account,
    bucket: "bucket",
    parts: [partOfOverride(kitCase, file, document)],
  };
}

function partOfOverride(kitCase: KitCase, file: OverrideCaseFile, template: Template): JudgedPart {
  if (file.kind === "addons-merge")
    return {
      name: "addons",
      template,
      parameters: { App: "app", Env: "test", Name: "svc" },
      sources: [],
    };
  const own: Json = "template" in file.inputs ? caseData(kitCase, file.inputs.template) : null;
  return { name: "stack", template, ...(isTemplate(own) ? { own } : {}), parameters: {}, sources: [] };
}

function addonsPart(
  addons: AddonsInputs | undefined,
  reserved: Readonly<Record<string, string>>,
): readonly JudgedPart[] {
  if (addons === undefined) return [];
  const parameters = { ...addons.parameters, ...reserved };
  return [{ name: "addons", template: addons.template, parameters, sources: [] }];
}

function applicationAccountOf(rootArn: string | undefined): string {
  return rootArn?.split(":")[4] ?? account;
}
