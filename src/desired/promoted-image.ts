import type { Release } from "../domain/release.ts";
import type { ImageAnswer, ImageQuestion } from "./image-question.ts";

/**
 * The image that passed in the environment before, for one that takes its commits: the same digest, in this environment's own repository. A
 * tag may have moved since, so what a look-up found here does not count. Undefined where the release recorded no digest for the container.
 */
export function promotedImage(release: Release, question: ImageQuestion): ImageAnswer | undefined {
  const address = release.workloads[question.workload]?.images[question.container.name];
  const digest = address === undefined ? undefined : /@(sha256:[0-9a-f]{64})$/.exec(address)?.[1];
  if (digest === undefined) return undefined;
  return { kind: "found", commit: release.commit, tag: "", digest };
}
