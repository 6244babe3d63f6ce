import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { answerWith, chooseFiles, type FileAnswer, type FileQuestion } from "../desired/commit-files.ts";
import type { BlobId, TreeEntry } from "../domain/source.ts";

/** What is at or below a path of a folder of this machine, listed as a commit's tree would be; links are not followed. */
export async function listLocalEntries(root: string, below: string): Promise<readonly TreeEntry[]> {
  const facts = await factsOf(path.join(root, below));
  if (facts === undefined) return [];
  if (facts.isSymbolicLink()) return [{ kind: "symlink", path: below }];
  if (facts.isFile()) {
    const executable = (facts.mode & 0o111) !== 0;
    return [{ kind: "file", path: below, blob: idFor(below), size: facts.size, executable }];
  }
  if (!facts.isDirectory()) return [];
  const names = (await readdir(path.join(root, below))).filter((name) => name !== ".git").toSorted();
  const lists = names.map((name) => listLocalEntries(root, below === "" ? name : `${below}/${name}`));
  return (await Promise.all(lists)).flat();
}

/** Answers what a commit would be asked from a folder of this machine, by the same rules. */
export async function answerLocally(
  root: string,
  questions: readonly FileQuestion[],
): Promise<ReadonlyMap<FileQuestion, FileAnswer>> {
  const answers = new Map<FileQuestion, FileAnswer>();
  for (const question of questions) {
    const choice = chooseFiles(question, await listLocalEntries(root, question.path));
    const files = choice.kind === "file" || choice.kind === "folder" ? choice.files : [];
    const contents = new Map<BlobId, Uint8Array>();
    for (const file of files) contents.set(file.blob, await readFile(path.join(root, file.path)));
    answers.set(question, answerWith(choice, contents));
  }
  return answers;
}

async function factsOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}

/** Files of a folder have no blob ids; any id that differs between files will do. */
function idFor(relative: string): BlobId {
  return createHash("sha1").update(relative).digest("hex") as BlobId;
}
