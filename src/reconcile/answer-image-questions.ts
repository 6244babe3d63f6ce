import type { Cloud } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { type ImageAnswer, type ImageQuestion, tagOf } from "../desired/image-question.ts";
import { type ImageSearch, tagsFor } from "../desired/image-tags.ts";

/** Asks Git and ECR what has to be known to decide one image; a failure to look is an answer of its own. */
export async function answerImageQuestion(
  ports: { readonly source: Source; readonly cloud: Cloud },
  head: CommitSha,
  question: ImageQuestion,
  signal: AbortSignal,
  search?: ImageSearch,
): Promise<ImageAnswer> {
  try {
    return await answer(ports, head, question, signal, search);
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
  search: ImageSearch | undefined,
): Promise<ImageAnswer> {
  const way = await source.sinceLastTouch(head, question.paths, signal);
  const touching = way.at(-1);
  if (touching === undefined) return { kind: "untouched" };
  const { appliedCommit, repositoryArn, running } = question;
  if (
    running !== undefined &&
    appliedCommit !== undefined &&
    (await source.isAncestor(touching, appliedCommit, signal))
  ) {
    return { kind: "untouched" };
  }
  if (repositoryArn === undefined) {
    return { kind: "unknown", message: `the application has no image repository for ${question.workload}` };
  }
  // CI that builds what is pushed tags the merge of a pull request, not the commit that the merge brought.
  const builds = [touching, ...way.slice(0, -1)].flatMap((commit) =>
    tagsFor(question.container, commit, search).map((tag) => ({ commit, tag })),
  );
  const runningTag = running === undefined ? undefined : tagOf(running);
  const region = repositoryArn.split(":")[3] ?? "";
  const tags = builds.map((build) => build.tag);
  const wanted = [...new Set([...tags, ...(runningTag === undefined ? [] : [runningTag])])];
  const images = await cloud.findImages({ region, repositoryArn, tags: wanted }, signal);
  switch (images.kind) {
    case "absent":
      return { kind: "unknown", message: `repository ${repositoryArn} does not exist` };
    case "unreadable":
      return { kind: "unknown", message: images.failure.message };
    case "present": {
      const build = builds.find(({ tag }) => images.value.has(tag));
      const digest = build === undefined ? undefined : images.value.get(build.tag);
      if (build === undefined || digest === undefined) {
        const ownTags = tagsFor(question.container, touching, search);
        return { kind: "missing", commit: touching, tags: ownTags, laterCommits: way.length - 1 };
      }
      const runningDigest = runningTag === undefined ? undefined : images.value.get(runningTag);
      return {
        kind: "found",
        ...build,
        digest,
        ...(runningDigest === undefined ? {} : { runningDigest }),
      };
    }
  }
}
