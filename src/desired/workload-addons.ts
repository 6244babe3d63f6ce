import type { Artifact } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import { domainOf } from "../domain/partition.ts";
import { findLocalFiles } from "../render/addons/local-files.ts";
import { mergeAddons } from "../render/addons/merge-addons.ts";
import type { AddonsInputs } from "../render/inputs.ts";
import { sha256 } from "../template/digest.ts";
import { writeTemplate } from "../template/write-template.ts";
import type { WorkspaceWorkload } from "../workspace/workspace.ts";

/** What the addons of a workload come to: a nested template and the file to upload, nothing, or why they cannot be used. */
export type WorkloadAddons =
  | { readonly kind: "none" }
  | { readonly kind: "merged"; readonly addons: AddonsInputs; readonly artifact: Artifact }
  | { readonly kind: "refused"; readonly failure: Failure };

/** Merges a workload's addons and gives the result its place in the artifact bucket, under Copilot's key (copilot-model.md 3.1). */
export function workloadAddons(
  { name, addons }: WorkspaceWorkload,
  store: { readonly bucket: string; readonly region: string },
): WorkloadAddons {
  if (addons.templates.length === 0) return { kind: "none" };
  const files = [...addons.templates, ...(addons.parameters === undefined ? [] : [addons.parameters])];
  const merged = mergeAddons("workload", files);
  if (merged.kind === "refused") {
    return refused(
      "AddonsInvalid",
      `the addons of ${name} cannot be used: ${merged.fault.message}`,
      `Correct the file in a commit; until then ${name} stays as it is.`,
    );
  }
  const { template, parameters } = merged.value;
  const local = findLocalFiles(template).map((file) => file.path);
  if (local.length > 0) {
    const message = `the addons of ${name} name files of the repository (${local.join(", ")}), which this version of Autoland cannot upload yet; ${name} is left as it is`;
    return refused("NotSupportedYet", message);
  }
  const content = writeTemplate(template);
  const key = `manual/addons/${name}/${sha256(content)}.yml`;
  const templateUrl = `https://${store.bucket}.s3.${store.region}.${domainOf(store.region)}/${key}`;
  return {
    kind: "merged",
    addons: { template, parameters, templateUrl },
    artifact: { bucket: store.bucket, key, content: new TextEncoder().encode(content) },
  };
}

function refused(reason: string, message: string, remedy?: string): WorkloadAddons {
  const failure = {
    disposition: "stall",
    reason,
    message,
    ...(remedy === undefined ? {} : { remedy }),
  } as const;
  return { kind: "refused", failure };
}
