import {
  answerWith,
  blobsOf,
  chooseFiles,
  type FileAnswer,
  type FileQuestion,
} from "../../src/desired/commit-files.ts";
import { type FileChanges, MemorySource } from "../support/memory-source.ts";

/** What a commit with these files answers, read as the story reads it. */
export async function answersOf(
  files: FileChanges,
  questions: readonly FileQuestion[],
): Promise<ReadonlyMap<FileQuestion, FileAnswer>> {
  const source = new MemorySource();
  const commit = source.commit("main", files);
  const paths = questions.map((question) => question.path);
  const entries = await source.tree(commit, paths);
  const answers = questions.map(async (question) => {
    const choice = chooseFiles(question, entries);
    return [question, answerWith(choice, await source.blobs(blobsOf(choice)))] as const;
  });
  return new Map(await Promise.all(answers));
}
