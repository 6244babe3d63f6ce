import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../render/inputs.ts";
import type { FileAnswer, FileQuestion } from "./commit-files.ts";
import { placeEnvFiles } from "./env-files.ts";
import type { Placing } from "./placing.ts";
import { placeSiteFiles, type SiteContext } from "./site-assets.ts";
import { placeAddons } from "./placed-addons.ts";
import type { WorkloadNeeds } from "./workload-needs.ts";

/** What a rendering says of files in the artifact bucket. */
type PlacedInputs = Pick<WorkloadInputs, "envFiles" | "addons" | "assetMappingUrl">;

/** Gives everything that a workload needs of the commit its place in the artifact bucket, or says the first thing that keeps it from there. */
export function placeNeeds(
  needs: WorkloadNeeds,
  answers: ReadonlyMap<FileQuestion, FileAnswer>,
  context: SiteContext & { readonly type: WorkloadManifest["type"] },
): Placing<PlacedInputs> {
  const { place, manifest, type } = context;
  const envFiles = placeEnvFiles(needs.envFiles, answers, place, manifest);
  if (envFiles.kind === "refused") return envFiles;
  const addons = placeAddons(manifest.workload, needs.addons, answers, place);
  if (addons.kind === "refused") return addons;
  const site = placeSiteFiles(type, needs.siteFiles, answers, context);
  if (site.kind === "refused") return site;
  return {
    kind: "placed",
    value: {
      envFiles: envFiles.value,
      ...(addons.value === undefined ? {} : { addons: addons.value }),
      ...(site.value === undefined ? {} : { assetMappingUrl: site.value }),
    },
    artifacts: [...envFiles.artifacts, ...addons.artifacts, ...site.artifacts],
  };
}
