import { BatchDeleteImageCommand, DescribeImagesCommand } from "@aws-sdk/client-ecr";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * Deletes every image of a repository, by digest, a page of a hundred after the other; a repository that is not there has none. An image
 * that another one is made of goes after that one, with a later round. Needs `ecr:DescribeImages` and `ecr:BatchDeleteImage`.
 */
export async function emptyRepository(session: Session, name: string, signal?: AbortSignal): Promise<void> {
  try {
    for (;;) {
      const digests = await allDigests(session, name, signal);
      if (digests.length === 0) return;
      const { deleted, failure } = await deleteImages(session, name, digests, signal);
      if (deleted === 0) throw undeletable(name, session.region, failure);
    }
  } catch (error) {
    if (codeOf(error) === "RepositoryNotFoundException") return;
    throw translateAwsError(
      error,
      `empty the image repository ${name} in ${session.region ?? "the default region"}`,
    );
  }
}

/** The most that one page lists and one request deletes. */
const pageSize = 100;

/** All of them, before the first is deleted: a token for the next page means nothing once the page before it is gone. */
async function allDigests(session: Session, name: string, signal?: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  let token: string | undefined;
  do {
    const page = await session.ecr.send(
      new DescribeImagesCommand({
        repositoryName: name,
        maxResults: pageSize,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
      abortable(signal),
    );
    for (const { imageDigest: digest } of page.imageDetails ?? [])
      if (digest !== undefined) found.add(digest);
    token = page.nextToken;
  } while (token !== undefined);
  return [...found];
}

async function deleteImages(
  session: Session,
  name: string,
  digests: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly deleted: number; readonly failure: string | undefined }> {
  let deleted = 0;
  let failure: string | undefined;
  for (let start = 0; start < digests.length; start += pageSize) {
    const imageIds = digests.slice(start, start + pageSize).map((imageDigest) => ({ imageDigest }));
    const answer = await session.ecr.send(
      new BatchDeleteImageCommand({ repositoryName: name, imageIds }),
      abortable(signal),
    );
    const failures = (answer.failures ?? []).filter((item) => item.failureCode !== "ImageNotFound");
    deleted += imageIds.length - failures.length;
    failure ??= failures[0]?.failureReason;
  }
  return { deleted, failure };
}

function undeletable(name: string, region: string | undefined, failure: string | undefined): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "ImagesNotDeleted",
    message: `none of the images that are left in ${name} could be deleted: ${failure ?? "ECR gave no reason"}`,
    remedy: `aws ecr describe-images --region ${region ?? "REGION"} --repository-name ${name}`,
  });
}
