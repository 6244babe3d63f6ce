import { BatchGetImageCommand, type ImageFailure } from "@aws-sdk/client-ecr";
import type { ImageRequest } from "../domain/cloud.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { abortable } from "./abortable.ts";
import type { Sessions } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** BatchGetImage takes at most 100 image ids. */
const batchSize = 100;

/**
 * Looks up tags in a repository of the application's account. BatchGetImage, unlike DescribeImages, answers for the tags that
 * are there when others are not. Needs `ecr:BatchGetImage`. A repository that does not exist is `absent`.
 */
export async function findImages(
  sessions: Sessions,
  request: ImageRequest,
  signal?: AbortSignal,
): Promise<Observed<ReadonlyMap<string, string>>> {
  const { ecr } = sessions.application(request.region);
  const [account, name] = splitArn(request.repositoryArn);
  const digests = new Map<string, string>();
  try {
    for (let start = 0; start < request.tags.length; start += batchSize) {
      const tags = request.tags.slice(start, start + batchSize);
      const answer = await ecr.send(
        new BatchGetImageCommand({
          registryId: account,
          repositoryName: name,
          imageIds: tags.map((imageTag) => ({ imageTag })),
        }),
        abortable(signal),
      );
      const failure = answer.failures?.find((item) => !isAbsence(item));
      if (failure !== undefined) return unreadable(failed(name, failure));
      for (const { imageId } of answer.images ?? []) {
        if (imageId?.imageTag !== undefined && imageId.imageDigest !== undefined) {
          digests.set(imageId.imageTag, imageId.imageDigest);
        }
      }
    }
    return present(digests);
  } catch (error) {
    if (codeOf(error) === "RepositoryNotFoundException") return absent;
    return unreadable(failureOf(translateAwsError(error, `look up images in ${name}`)));
  }
}

/** A tag that nothing stands under, or that no image could have; other failures say that ECR could not look. */
function isAbsence({ failureCode }: ImageFailure): boolean {
  return failureCode === "ImageNotFound" || failureCode === "InvalidImageTag";
}

function failed(repository: string, { failureCode, failureReason, imageId }: ImageFailure): Failure {
  return {
    disposition: "wait",
    reason: "ImageUnknown",
    message: `image ${repository}:${imageId?.imageTag ?? ""} could not be looked up: ${failureCode}, ${failureReason ?? "no reason was given"}`,
  };
}

function splitArn(arn: string): [account: string, name: string] {
  const [, , , , account = "", resource = ""] = arn.split(":");
  return [account, resource.replace(/^repository\//, "")];
}
