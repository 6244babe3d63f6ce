import {
  type DraftAnswers,
  type EnvironmentDraft,
  fileQuestionsByWorkload,
  imageQuestionsOf,
  lookUpsOf,
} from "../desired/desired-environment.ts";
import type { EnvironmentRoles } from "../domain/cloud.ts";
import { answerFileQuestions } from "./answer-file-questions.ts";
import { answerImageQuestion } from "./answer-image-questions.ts";
import { answerLookUps } from "./answer-look-ups.ts";
import type { Eyes } from "./eyes.ts";

/** Finds out everything that an environment's draft asks: images, files of the commit, and what exists outside Copilot. */
export async function answerDraft(
  eyes: Eyes,
  draft: EnvironmentDraft,
  roles: EnvironmentRoles,
  signal: AbortSignal,
): Promise<DraftAnswers> {
  const { commit } = draft.revision;
  const { record } = draft.observed;
  const [images, files, lookUps] = await Promise.all([
    Promise.all(
      imageQuestionsOf(draft).map(
        async (question) => [question, await answerImageQuestion(eyes, commit, question, signal)] as const,
      ),
    ),
    Promise.all(
      fileQuestionsByWorkload(draft).map((questions) =>
        answerFileQuestions(eyes.source, commit, questions, signal),
      ),
    ),
    // Without its record nobody knows which account to ask, and nothing of the environment is rendered.
    Promise.all(
      record.kind !== "present"
        ? []
        : lookUpsOf(draft).map(async (needs) => {
            const place = { record: record.value, roles };
            return [needs, await answerLookUps(eyes.cloud, place, needs, signal)] as const;
          }),
    ),
  ]);
  return {
    images: new Map(images),
    files: new Map(files.flatMap((answers) => [...answers])),
    lookUps: new Map(lookUps),
  };
}
