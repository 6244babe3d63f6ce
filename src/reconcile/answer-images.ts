import type { EnvironmentDraft } from "../desired/desired-environment.ts";
import type { ImageAnswer, ImageQuestion } from "../desired/image-question.ts";
import { promotedImage } from "../desired/promoted-image.ts";
import { recordedImage } from "../desired/recorded-image.ts";
import type { ImageSettings } from "../domain/image-settings.ts";
import type { Release } from "../domain/release.ts";
import { answerImageQuestion } from "./answer-image-questions.ts";
import type { Eyes } from "./eyes.ts";
import { seeImageBuild } from "./image-builds.ts";

/** How the images of one environment are found. */
export interface ImageWays {
  readonly application: string;
  readonly settings: ImageSettings;
  /** The release that a rollback goes back to. */
  readonly recorded: Release | undefined;
  /** The environment whose commits this one takes once they have passed. */
  readonly after: string | undefined;
}

/**
 * Finds out which image a container should run. A rollback takes what ran then; an environment that comes after another takes the digest
 * that passed there, whatever a tag says by now; all others look for the image of the commit.
 */
export async function answerImage(
  eyes: Eyes,
  draft: EnvironmentDraft,
  question: ImageQuestion,
  ways: ImageWays,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  if (ways.recorded !== undefined) return recordedImage(ways.recorded, question);
  const { commit, branch } = draft.revision;
  const search = {
    workload: question.workload,
    branch,
    patterns: ways.settings.tags,
    isPromoted: ways.after !== undefined,
  };
  const answer = await answerImageQuestion(eyes, commit, question, signal, search);
  if (answer.kind !== "found" && answer.kind !== "missing") return answer;
  const promoted = await promotedFrom(eyes, draft, question, ways, signal);
  if (promoted?.kind === "found" && answer.kind === "found" && answer.runningDigest !== undefined)
    return { ...promoted, runningDigest: answer.runningDigest };
  if (promoted !== undefined || answer.kind === "found") return promoted ?? answer;
  const build = await seeImageBuild(eyes, ways.settings, answer.commit, signal);
  const followed = build === undefined ? answer : { ...answer, build };
  return withWait(eyes, draft, question, ways, followed);
}

async function promotedFrom(
  eyes: Eyes,
  { revision }: EnvironmentDraft,
  question: ImageQuestion,
  { application, after }: ImageWays,
  signal: AbortSignal,
): Promise<ImageAnswer | undefined> {
  if (after === undefined) return undefined;
  const release = await eyes.records.readRelease(
    { application, environment: after, commit: revision.commit },
    signal,
  );
  switch (release.kind) {
    case "absent":
      return undefined;
    case "unreadable":
      return {
        kind: "unknown",
        message: `what passed in ${after} could not be read: ${release.failure.message}`,
      };
    case "present":
      return promotedImage(release.value, question);
  }
}

function withWait(
  { clock, missing }: Eyes,
  { environment }: EnvironmentDraft,
  { workload, container }: ImageQuestion,
  { application, settings }: ImageWays,
  answer: Extract<ImageAnswer, { kind: "missing" }>,
): ImageAnswer {
  if (missing === undefined) return answer;
  const key = [application, environment, workload, container.name, answer.commit].join("/");
  const now = clock.now();
  const since = missing.get(key) ?? now;
  missing.set(key, since);
  return { ...answer, waiting: { since, now, until: new Date(since.getTime() + settings.wait) } };
}
