import type { FileQuestion } from "./commit-files.ts";
import type { EnvFileNeed } from "./env-files.ts";

/** What a workload's deployment needs besides its manifest and its images (design.md 7). */
export interface WorkloadNeeds {
  readonly envFiles: readonly EnvFileNeed[];
}

/** The questions that a commit has to answer for these needs; most workloads have none. */
export function fileQuestionsOf(needs: WorkloadNeeds): readonly FileQuestion[] {
  return needs.envFiles.flatMap(({ question }) => question ?? []);
}
