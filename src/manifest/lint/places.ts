import type { ManifestDocument } from "../manifest-document.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import { valueAt } from "../yaml/located-yaml.ts";
import type { LocatedYaml } from "../yaml/located-yaml.ts";

/** A workload's valid manifest in one environment, with the text that it stands in. */
export interface LintedWorkload {
  readonly document: ManifestDocument;
  readonly environment: string;
  readonly manifest: WorkloadManifest;
}

/** Where to look for a field's place: in the environment's section, then in the manifest itself. */
export function placesOf({
  document,
  environment,
}: Omit<LintedWorkload, "manifest">): readonly LocatedYaml[] {
  const section = valueAt(valueAt(document.root, "environments"), environment);
  return section === undefined ? [document.root] : [section, document.root];
}
