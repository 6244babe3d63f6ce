import type { FileQuestion } from "./commit-files.ts";
import type { EnvFileNeed } from "./env-files.ts";
import { addonFileQuestions, type WorkloadAddons } from "./workload-addons.ts";

/** What a workload's deployment needs besides its manifest and its images (design.md 7). */
export interface WorkloadNeeds {
  readonly envFiles: readonly EnvFileNeed[];
  readonly addons: WorkloadAddons;
}

/** The questions that a commit has to answer for these needs; most workloads have none. */
export function fileQuestionsOf({ envFiles, addons }: WorkloadNeeds): readonly FileQuestion[] {
  return [...envFiles.flatMap(({ question }) => question ?? []), ...addonFileQuestions(addons)];
}
