import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import { type CommitSha, shortCommit } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../workspace/select-files.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** The Copilot files of a commit, or why they cannot be used. Never an empty wish. */
export type CommitReading =
  | { readonly kind: "read"; readonly workspace: Workspace; readonly warnings: readonly Finding[] }
  | { readonly kind: "unusable"; readonly failure: Failure; readonly findings: readonly Finding[] };

/** Reads the `copilot/` folder of a commit; only the blobs that mean something are fetched, in one batch. */
export async function readCommit(
  source: Source,
  application: string,
  commit: CommitSha,
  signal: AbortSignal,
): Promise<CommitReading> {
  const selection = selectWorkspaceFiles(await source.tree(commit, ["copilot"], signal));
  const wanted = selection.wanted.map((file) => file.blob);
  const contents = wanted.length === 0 ? new Map() : await source.blobs(wanted, signal);
  const reading = readWorkspace({ selection, contents, application });
  switch (reading.kind) {
    case "read":
      return reading;
    case "absent":
      return {
        kind: "unusable",
        failure: {
          disposition: "stall",
          reason: "WorkspaceMissing",
          message: `commit ${shortCommit(commit)} has no copilot/ folder, so it says nothing about ${application}; what is deployed stays`,
          remedy: "Restore the folder in a commit.",
        },
        findings: [],
      };
    case "invalid":
      return {
        kind: "unusable",
        failure: workspaceInvalid(commit, reading.findings),
        findings: reading.findings,
      };
  }
}

function workspaceInvalid(commit: CommitSha, findings: readonly Finding[]): Failure {
  const faults = findings.filter((finding) => finding.severity === "error");
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return {
    disposition: "stall",
    reason: "WorkspaceInvalid",
    message: `the copilot/ folder of commit ${shortCommit(commit)} cannot be used: ${faults[0]?.message ?? "it has faults"}${more}`,
    remedy: "Commit a change that mends it; until then nothing of this commit is deployed.",
  };
}
