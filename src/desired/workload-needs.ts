import type { BuildPlace } from "./build-place.ts";
import type { FileQuestion } from "./commit-files.ts";
import type { EnvFileNeed } from "./env-files.ts";
import type { LookUpNeeds } from "./look-ups.ts";
import type { SiteFilesNeed } from "./site-assets.ts";
import { addonFileQuestions, type ReadAddons } from "./placed-addons.ts";

/** What a workload's deployment needs besides its manifest and its images (design.md 7). */
export interface WorkloadNeeds {
  readonly envFiles: readonly EnvFileNeed[];
  readonly addons: ReadAddons;
  readonly siteFiles: readonly SiteFilesNeed[];
  /** Where a build puts what the site is made of and Git does not have; undefined when the operator named no such place. */
  readonly build: BuildPlace | undefined;
  /** Undefined when nothing has to be looked up. */
  readonly lookUps: LookUpNeeds | undefined;
}

/** The questions that a commit has to answer for these needs; most workloads have none. */
export function fileQuestionsOf({ envFiles, addons, siteFiles }: WorkloadNeeds): readonly FileQuestion[] {
  return [
    ...[...envFiles, ...siteFiles].flatMap(({ question }) => question ?? []),
    ...addonFileQuestions(addons),
  ];
}
