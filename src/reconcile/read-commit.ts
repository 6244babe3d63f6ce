import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../workspace/select-files.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The Copilot files of a commit, or why they cannot be used. Never an empty wish. */
export type CommitReading =
  | { readonly kind: "read"; readonly workspace: Workspace; readonly warnings: readonly Finding[] }
  | { readonly kind: "unusable"; readonly failure: Failure; readonly findings: readonly Finding[] };

/** Reads the `copilot/` folder of a commit; only the blobs that mean something are fetched. */
export async function readCommit(
  source: Source,
  application: string,
  commit: CommitSha,
  signal: AbortSignal,
): Promise<CommitReading> {
  const selection = selectWorkspaceFiles(await source.tree(commit, ["copilot"], signal));
  const blobs = await source.blobs(
    selection.wanted.map((entry) => entry.blob),
    signal,
  );
  return {
    kind: "unusable",
    failure: { disposition: "stall", reason: application, message: String(blobs.size) },
    findings: [],
  };
}
