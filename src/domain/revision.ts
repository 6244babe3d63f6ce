import type { Branded } from "./brand.ts";

/** A full commit id of the repository, 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
export type CommitSha = Branded<"CommitSha">;

/** Checks and brands a commit id. Throws a plain Error: a malformed id is a fault of the caller. */
export function commitSha(text: string): CommitSha {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) throw new Error(`not a full commit id: ${text}`);
  return text as CommitSha;
}

/** The first eight digits, for people. */
export function shortCommit(commit: CommitSha): string {
  return commit.slice(0, 8);
}

/** A commit of the repository that describes an application, and the branch that it was the head of. */
export interface Revision {
  /** As people know it: `acme/shop`, or the URL or path. Never with credentials in it. */
  readonly repository: string;
  readonly branch: string;
  readonly commit: CommitSha;
}
