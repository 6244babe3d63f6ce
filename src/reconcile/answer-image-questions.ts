import type { Cloud } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { type ImageAnswer, type ImageQuestion, tagOf, tagsFor } from "../desired/image-question.ts";

/** Asks Git and ECR what has to be known to decide one image; a failure to look is an answer of its own. */
export async function answerImageQuestion(
  ports: { readonly source: Source; readonly cloud: Cloud },
  head: CommitSha,
  question: ImageQuestion,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  try {
    return await answer(ports, head, question, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unknown", message: failureOf(error).message };
  }
}

async function answer(
  { source, cloud }: { readonly source: Source; readonly cloud: Cloud },
  head: CommitSha,
  question: ImageQuestion,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const commit = await source.lastTouching(head, question.paths, signal);
  if (commit === undefined) return { kind: "untouched" };
  const { appliedCommit, repositoryArn, running } = question;
  if (
    running !== undefined &&
    appliedCommit !== undefined &&
    (await source.isAncestor(commit, appliedCommit, signal))
  ) {
    return { kind: "untouched" };
  }
  if (repositoryArn === undefined) {
    return { kind: "unknown", message: `the application has no image repository for ${question.workload}` };
  }
  const tags = tagsFor(question.container, commit);
  const runningTag = running === undefined ? undefined : tagOf(running);
  const region = repositoryArn.split(":")[3] ?? "";
  const wanted = [...new Set([...tags, ...(runningTag === undefined ? [] : [runningTag])])];
  const images = await cloud.findImages({ region, repositoryArn, tags: wanted }, signal);
  switch (images.kind) {
    case "absent":
      return { kind: "unknown", message: `repository ${repositoryArn} does not exist` };
    case "unreadable":
      return { kind: "unknown", message: images.failure.message };
    case "present": {
      const tag = tags.find((candidate) => images.value.has(candidate));
      const digest = tag === undefined ? undefined : images.value.get(tag);
      if (tag === undefined || digest === undefined) return { kind: "missing", commit, tags };
      const runningDigest = runningTag === undefined ? undefined : images.value.get(runningTag);
      return {
        kind: "found",
        commit,
        tag,
        digest,
        ...(runningDigest === undefined ? {} : { runningDigest }),
      };
    }
  }
}
