import type { Failure } from "../domain/failure.ts";
import type { BlobId, TreeEntry } from "../domain/source.ts";

/** A file, or a folder with its files, that a deployment needs besides the `copilot/` folder's own texts. */
export interface FileQuestion {
  /** From the repository's root, in git's spelling; the empty text is the root. */
  readonly path: string;
  /** Which files of a folder are meant, by path from the root; others are neither read nor held against anyone. */
  readonly wants: (path: string) => boolean;
  readonly limits: FileLimits;
}

/** How much may be read for one question. */
export interface FileLimits {
  readonly files: number;
  /** All files together. */
  readonly bytes: number;
}

/** A file of a commit with what is in it. */
export interface CommitFile {
  /** From the repository's root. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Uint8Array;
}

/** What the commit has there. */
export type FileAnswer =
  | { readonly kind: "file"; readonly file: CommitFile }
  /** In git's order; there may be none that is wanted. */
  | { readonly kind: "folder"; readonly files: readonly CommitFile[] }
  | { readonly kind: "missing" }
  /** Something is there that is not read: a link, a submodule, too much. The message completes "<path> cannot be used: …". */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "unreadable"; readonly failure: Failure };

/** Which entries of a commit's tree answer a question, before anything is read. */
export type FileChoice =
  | { readonly kind: "file" | "folder"; readonly files: readonly TreeFile[] }
  | Extract<FileAnswer, { kind: "missing" | "refused" }>;

/** A file as the tree lists it. */
type TreeFile = Extract<TreeEntry, { kind: "file" }>;

/** Chooses what has to be read for a question; links and submodules are followed nowhere, and limits hold before the first byte. */
export function chooseFiles(
  { path, wants, limits }: FileQuestion,
  entries: readonly TreeEntry[],
): FileChoice {
  const below = entries.filter((entry) => isAtOrBelow(entry.path, path));
  if (below.length === 0) return { kind: "missing" };
  const wanted = below.filter((entry) => entry.path === path || wants(entry.path));
  const refused = wanted.find((entry) => entry.kind !== "file");
  if (refused !== undefined) return { kind: "refused", message: followedNowhere(refused) };
  const files = wanted.filter((entry) => entry.kind === "file");
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (files.length > limits.files || bytes > limits.bytes) {
    const message = `it has ${files.length} files with ${inMebibytes(bytes)}; ${limits.files} files and ${inMebibytes(limits.bytes)} are the most`;
    return { kind: "refused", message };
  }
  return { kind: files[0]?.path === path ? "file" : "folder", files };
}

/** The blobs that a choice needs. */
export function blobsOf(choice: FileChoice): readonly BlobId[] {
  return choice.kind === "file" || choice.kind === "folder" ? choice.files.map((file) => file.blob) : [];
}

/** Puts contents to a choice. Every blob of `blobsOf` must be among them: a missing one is a fault of the caller. */
export function answerWith(choice: FileChoice, contents: ReadonlyMap<BlobId, Uint8Array>): FileAnswer {
  if (choice.kind === "missing" || choice.kind === "refused") return choice;
  const files = choice.files.map(({ path, executable, blob }): CommitFile => {
    const content = contents.get(blob);
    if (content === undefined) throw new Error(`blob ${blob} of ${path} was never read`);
    return { path, executable, content };
  });
  const [file] = files;
  return choice.kind === "file" && file !== undefined ? { kind: "file", file } : { kind: "folder", files };
}

/**
 * A path that a person wrote, in git's spelling from the repository's root; undefined when it leads out of the repository or
 * cannot be a path. `./a//b/../c` is `a/c`, and `/a` is `a`, as Copilot joins it to the root.
 */
export function pathInRepository(written: string): string | undefined {
  if (/\p{Cc}|\\/u.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** The answer to a question; every question must have one. */
export function answerTo(answers: ReadonlyMap<FileQuestion, FileAnswer>, question: FileQuestion): FileAnswer {
  const answer = answers.get(question);
  if (answer === undefined) throw new Error(`${question.path} was never asked for`);
  return answer;
}

function isAtOrBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

function followedNowhere(entry: Exclude<TreeEntry, TreeFile>): string {
  const what = entry.kind === "symlink" ? "a symbolic link" : "a Git submodule";
  return `${entry.path} is ${what}, and only ordinary files of the commit are read`;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
