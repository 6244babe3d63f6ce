import { type CommitSha, commitSha } from "../../../src/domain/revision.ts";
import type { BlobId, Source, TreeEntry } from "../../../src/domain/source.ts";
import type { FileChanges } from "../../support/memory-source.ts";

/** A repository that a test can change, and a source that reads it. A new one is empty. */
export interface SourceFixture extends AsyncDisposable {
  readonly source: Source;
  /** As `MemorySource.commit`: changes to the first parent's files; the branch's head is the parent unless others are given. */
  commit(branch: string, changes: FileChanges, parents?: readonly CommitSha[]): Promise<CommitSha>;
  setBranch(branch: string, commit: CommitSha): Promise<void>;
  deleteBranch(branch: string): Promise<void>;
}

/** Makes a fixture that is disposed of after the test. */
export type Fresh = () => Promise<SourceFixture>;

/** A commit that no repository has. */
export const unknownCommit = commitSha("1".repeat(40));

/** The last of the way back: the commit that touched something at or below the paths. */
export async function lastTouching(
  source: Source,
  commit: CommitSha,
  paths: readonly string[],
): Promise<CommitSha | undefined> {
  return (await source.sinceLastTouch(commit, paths)).at(-1);
}

/** The blob of a file. */
export function blobOf(entry: TreeEntry): readonly BlobId[] {
  return entry.kind === "file" ? [entry.blob] : [];
}
