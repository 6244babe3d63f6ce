import {
  answerWith,
  blobsOf,
  chooseFiles,
  type FileAnswer,
  type FileQuestion,
} from "../desired/commit-files.ts";
import { failureOf } from "../domain/failure.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";

/**
 * Reads what one workload needs of a commit: one listing and one batch of blobs, and neither when it needs nothing. A commit that
 * cannot be read is the answer to all of its questions, so that other workloads go on.
 */
export async function answerFileQuestions(
  source: Source,
  commit: CommitSha,
  questions: readonly FileQuestion[],
  signal: AbortSignal,
): Promise<ReadonlyMap<FileQuestion, FileAnswer>> {
  if (questions.length === 0) return new Map();
  try {
    const entries = await source.tree(commit, [...new Set(questions.map(({ path }) => path))], signal);
    const choices = questions.map((question) => [question, chooseFiles(question, entries)] as const);
    const blobs = [...new Set(choices.flatMap(([, choice]) => blobsOf(choice)))];
    const contents = blobs.length === 0 ? new Map() : await source.blobs(blobs, signal);
    return new Map(choices.map(([question, choice]) => [question, answerWith(choice, contents)]));
  } catch (error) {
    signal.throwIfAborted();
    const unreadable: FileAnswer = { kind: "unreadable", failure: failureOf(error) };
    return new Map(questions.map((question) => [question, unreadable]));
  }
}
