import type { Release } from "../domain/release.ts";
import type { ImageAnswer, ImageQuestion } from "./image-question.ts";

/**
 * What a rollback answers to a question about an image: the one that ran when the release was made. Nothing is looked up and nothing is
 * built; a release that has none leaves it unknown.
 */
export function recordedImage(release: Release, question: ImageQuestion): ImageAnswer {
  const address = release.workloads[question.workload]?.images[question.container.name];
  if (address === undefined)
    return {
      kind: "unknown",
      message: `the release of ${release.commit.slice(0, 8)} has no record of the image of ${question.workload}`,
    };
  return { kind: "recorded", address };
}
