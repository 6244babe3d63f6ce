import type { FileQuestion } from "../desired/commit-files.ts";
import { envFileNeeds, placeEnvFiles } from "../desired/env-files.ts";
import type { Placing } from "../desired/placing.ts";
import { placeSiteFiles, siteFilesNeeds } from "../desired/site-assets.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../render/inputs.ts";
import { answerLocally } from "./local-files.ts";

/** Whose files, and which manifest they stand in. */
export interface LocalPlace {
  /** The workspace's folder. */
  readonly root: string;
  readonly bucket: string;
  readonly region: string;
  readonly manifest: {
    readonly workload: string;
    readonly environment: string;
    readonly file: string;
    readonly text: string;
  };
}

/**
 * Where the files that a manifest names would be once they are uploaded: env files and a static site's mapping. What `given` says already is
 * not looked for. Throws what a deployment of these files would be refused with.
 */
export async function localNeeds(
  manifest: WorkloadManifest,
  given: Pick<WorkloadInputs, "envFiles" | "assetMappingUrl">,
  { root, bucket, region, manifest: text }: LocalPlace,
): Promise<Pick<WorkloadInputs, "envFiles" | "assetMappingUrl">> {
  const place = { bucket, region };
  const envFiles = envFileNeeds(manifest).filter(({ container }) => given.envFiles[container] === undefined);
  const site = given.assetMappingUrl === undefined ? siteFilesNeeds(manifest) : [];
  const questions = [...envFiles, ...site].flatMap(({ question }): readonly FileQuestion[] =>
    question === undefined ? [] : [question],
  );
  const answers = await answerLocally(root, questions);
  const arns = placed(placeEnvFiles(envFiles, answers, place, text));
  if (given.assetMappingUrl !== undefined)
    return { envFiles: { ...arns, ...given.envFiles }, assetMappingUrl: given.assetMappingUrl };
  const context = { place, manifest: text, build: undefined, deployedMapping: undefined };
  const assetMappingUrl = placed(placeSiteFiles(manifest.type, site, answers, context));
  return {
    envFiles: { ...arns, ...given.envFiles },
    ...(assetMappingUrl === undefined ? {} : { assetMappingUrl }),
  };
}

function placed<T>(placing: Placing<T>): T {
  if (placing.kind === "placed") return placing.value;
  throw new ReconcileError(placing.failure);
}
