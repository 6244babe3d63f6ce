import {
  asksForPrefixList,
  buildsOf,
  type DraftAnswers,
  type EnvironmentDraft,
  fileQuestionsByWorkload,
  imageQuestionsOf,
  lookUpsOf,
} from "../desired/desired-environment.ts";
import type { EnvironmentRoles } from "../domain/cloud.ts";
import { answerFileQuestions } from "./answer-file-questions.ts";
import { answerImage, type ImageWays } from "./answer-images.ts";
import { answerLookUps } from "./answer-look-ups.ts";
import type { Eyes } from "./eyes.ts";

/** Finds out everything that an environment's draft asks: images, files of the commit, and what exists outside Copilot. */
export async function answerDraft(
  eyes: Eyes,
  draft: EnvironmentDraft,
  how: { readonly roles: EnvironmentRoles; readonly images: ImageWays },
  signal: AbortSignal,
): Promise<DraftAnswers> {
  const { roles } = how;
  const { record } = draft.observed;
  const [images, { files, builds }, lookUps, prefixLists] = await Promise.all([
    Promise.all(
      imageQuestionsOf(draft).map(
        async (question) => [question, await answerImage(eyes, draft, question, how.images, signal)] as const,
      ),
    ),
    answerFiles(eyes, draft, signal),
    // Without its record nobody knows which account to ask, and nothing of the environment is rendered.
    Promise.all(
      record.kind !== "present"
        ? []
        : lookUpsOf(draft).map(async (needs) => {
            const place = { record: record.value, roles };
            return [needs, await answerLookUps(eyes.cloud, place, needs, signal)] as const;
          }),
    ),
    record.kind !== "present" || !asksForPrefixList(draft)
      ? undefined
      : eyes.cloud.findPrefixLists({ region: record.value.region, name: cloudFrontAddresses }, signal),
  ]);
  return {
    images: new Map(images),
    files,
    builds,
    lookUps: new Map(lookUps),
    prefixLists,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html */
const cloudFrontAddresses = "com.amazonaws.global.cloudfront.origin-facing";

/** Files of the commit first; builds are looked at only for what it does not have. */
async function answerFiles(
  eyes: Eyes,
  draft: EnvironmentDraft,
  signal: AbortSignal,
): Promise<Pick<DraftAnswers, "files" | "builds">> {
  const { commit } = draft.revision;
  const answers = await Promise.all(
    fileQuestionsByWorkload(draft).map((questions) =>
      answerFileQuestions(eyes.source, commit, questions, signal),
    ),
  );
  const files = new Map(answers.flatMap((some) => [...some]));
  const builds = await Promise.all(
    buildsOf(draft, files).map(
      async (place) => [place, await eyes.cloud.listAssets(place.prefix, signal)] as const,
    ),
  );
  signal.throwIfAborted();
  return { files, builds: new Map(builds) };
}
