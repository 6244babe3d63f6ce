import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { Template } from "../../domain/template.ts";
import type { RenderedStack, WorkloadInputs } from "../inputs.ts";
import type { RenderFault } from "../refusal.ts";
import { deploymentFaults } from "./deployment-faults.ts";
import type { Mend } from "./mend.ts";
import { mends } from "./mends.ts";
import { nullFaults } from "./null-faults.ts";
import { unheededSettings } from "./unheeded-settings.ts";

/** What becomes of a stack on its way to deployment. */
export type DeployableStack =
  | {
      readonly kind: "deployable";
      readonly stack: RenderedStack;
      /** Which of Copilot's faults were mended. */
      readonly mended: readonly Pick<Mend, "code" | "message">[];
      /** What the manifest says and nobody does. */
      readonly unheeded: readonly RenderFault[];
    }
  | { readonly kind: "refused"; readonly faults: readonly RenderFault[] };

/**
 * Makes a stack that was rendered as Copilot fit for deployment: refuses what cannot work in its environment, and mends
 * Copilot's known faults. Mending twice changes nothing more.
 */
export function forDeployment(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs,
  stack: RenderedStack,
): DeployableStack {
  const faults = deploymentFaults(manifest, inputs);
  if (faults.length > 0) return { kind: "refused", faults };
  let template: Template = stack.template;
  const mended: Pick<Mend, "code" | "message">[] = [];
  for (const mend of mends) {
    const next = mend.mended({ manifest, inputs, template });
    if (next === undefined) continue;
    template = next;
    mended.push({ code: mend.code, message: mend.message });
  }
  const missing = nullFaults(template);
  if (missing.length > 0) return { kind: "refused", faults: missing };
  return {
    kind: "deployable",
    stack: { ...stack, template },
    mended,
    unheeded: unheededSettings(manifest, inputs),
  };
}
