import { functionsFor, type FunctionOwner } from "../../src/functions/catalog.ts";
import { deployedRuntime } from "../../src/functions/runtimes.ts";
import type { AddonsInputs, CodeLocation } from "../../src/render/inputs.ts";
import { forDeployment } from "../../src/render/deployment/for-deployment.ts";
import { renderEnvironment } from "../../src/render/environment/render-environment.ts";
import { renderWorkload } from "../../src/render/render-workload.ts";
import { caseEnvironment } from "../conformance/environment-case.ts";
import { defaultKit, discoverCases, type KitCase } from "../conformance/kit.ts";
import { caseWorkload } from "../conformance/workload-case.ts";
import type { NamedTemplate } from "./named-template.ts";

/** What every deployed application has; some cases leave it out, and Copilot then writes a policy without a resource. */
const artifacts = { artifactKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" };

/** The templates of all cases of the kit that can be deployed, with our functions as a deployment has them. */
export function kitTemplates(): readonly NamedTemplate[] {
  return discoverCases(defaultKit).flatMap((kitCase): readonly NamedTemplate[] => {
    const name = `${kitCase.family}-${kitCase.file.id}`;
    if (kitCase.file.kind === "environment") {
      const { manifest, inputs } = caseEnvironment(kitCase, kitCase.file.inputs);
      const result = renderEnvironment(manifest, {
        ...artifacts,
        ...inputs,
        ...deployedFunctions("Environment"),
      });
      return result.kind === "rendered" ? [{ name, template: result.stack.template }] : [];
    }
    if (kitCase.file.kind !== "workload") return [];
    const { manifest, inputs: asInCase } = caseWorkload(kitCase, kitCase.file.inputs);
    const inputs = { ...asInCase, ...deployedFunctions(manifest.type) };
    const result = renderWorkload(manifest, inputs);
    if (result.kind === "refused") return [];
    const deployable = forDeployment(manifest, inputs, result.stack);
    return deployable.kind === "deployable" ? [{ name, template: deployable.stack.template }] : [];
  });
}

/** What is merged out of the addons of all cases of the kit. */
export function kitAddons(): readonly NamedTemplate[] {
  return discoverCases(defaultKit).flatMap((kitCase): readonly NamedTemplate[] => {
    const addons = addonsOf(kitCase);
    return addons === undefined
      ? []
      : [{ name: `${kitCase.family}-${kitCase.file.id}-addons`, template: addons.template }];
  });
}

function addonsOf(kitCase: KitCase): AddonsInputs | undefined {
  if (kitCase.file.kind === "workload") return caseWorkload(kitCase, kitCase.file.inputs).inputs.addons;
  if (kitCase.file.kind === "environment") return caseEnvironment(kitCase, kitCase.file.inputs).inputs.addons;
  return undefined;
}

/** The render inputs that say which functions a deployment brings. */
export function deployedFunctions(owner: FunctionOwner): {
  readonly functionRuntime: string;
  readonly functionCode: Readonly<Record<string, CodeLocation>>;
} {
  const places = functionsFor(owner).map(({ name }): [string, CodeLocation] => [
    name,
    { bucket: "artifacts", key: `functions/${name}.zip` },
  ]);
  return { functionRuntime: deployedRuntime, functionCode: Object.fromEntries(places) };
}
