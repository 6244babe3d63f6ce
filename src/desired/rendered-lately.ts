import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import { makeRecent } from "../domain/recent.ts";
import {
  environmentForDeployment,
  type DeployableEnvironment,
} from "../render/deployment/environment-for-deployment.ts";
import { renderEnvironment } from "../render/environment/render-environment.ts";
import type { EnvironmentInputs, WorkloadInputs } from "../render/inputs.ts";
import { sha256 } from "../template/digest.ts";
import type { Overrides } from "../workspace/workspace.ts";
import type { OverriddenStack } from "./apply-overrides.ts";
import { renderWithOverrides } from "./render-with-overrides.ts";

/**
 * So many renderings of each kind are kept. Most commits change one workload of many, and an operation changes what one stack says: the
 * others are asked for again with the same words, and what is the same object is not digested, judged and compared again.
 */
const mostKept = 32;

const workloads = makeRecent<string, OverriddenStack>(mostKept);
const environments = makeRecent<string, DeployableEnvironment>(mostKept / 4);

/** A workload rendered for deployment, with its overrides. All that goes into it is data, so equal words give an equal stack: the same object. */
export function renderedWorkload(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs,
  overrides: Overrides,
): OverriddenStack {
  return lately(workloads, [manifest, inputs, overrides], () =>
    renderWithOverrides(manifest, inputs, overrides, "for-deployment"),
  );
}

/** An environment rendered for deployment in a region, without its overrides; likewise. */
export function renderedEnvironment(
  manifest: EnvironmentManifest,
  inputs: EnvironmentInputs,
  region: string,
): DeployableEnvironment {
  return lately(environments, [manifest, inputs, region], () => {
    const rendered = renderEnvironment(manifest, inputs);
    return rendered.kind === "refused"
      ? rendered
      : environmentForDeployment(manifest, inputs, region, rendered.stack);
  });
}

function lately<Value>(
  known: ReturnType<typeof makeRecent<string, Value>>,
  words: readonly unknown[],
  render: () => Value,
): Value {
  const key = sha256(JSON.stringify(words));
  const found = known.get(key);
  if (found !== undefined) return found;
  const rendered = render();
  known.set(key, rendered);
  return rendered;
}
