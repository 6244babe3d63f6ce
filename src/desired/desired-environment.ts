import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { DesiredEnvironment, DesiredWorkload } from "../domain/desired.ts";
import type { Finding } from "../domain/finding.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { Revision } from "../domain/revision.ts";
import type { ImageReference } from "../render/inputs.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { pipelineOrder } from "./dependencies.ts";
import { deployedEnvironment } from "./deployed-environment.ts";
import { desiredEnvironmentStack, type EnvironmentWish } from "./desired-environment-stack.ts";
import { desiredWorkload, notRendered } from "./desired-workload.ts";
import { type BuildListing, type BuildPlace, isLeftToBuild } from "./build-place.ts";
import { answerTo, type FileAnswer, type FileQuestion } from "./commit-files.ts";
import { decideImage } from "./image-decision.ts";
import type { ImageAnswer, ImageQuestion } from "./image-question.ts";
import type { LookUpAnswers, LookUpNeeds } from "./look-ups.ts";
import { environmentFileQuestions, needsPrefixList, readEnvironment } from "./read-environment.ts";
import { readWorkload, type WorkloadRead } from "./read-workload.ts";
import type { Surroundings, WorkloadSurroundings } from "./surroundings.ts";
import { fileQuestionsOf } from "./workload-needs.ts";

/** What is known of an environment before its images are: manifests read, questions to ask. */
export interface EnvironmentDraft {
  readonly environment: string;
  readonly revision: Revision;
  /** The environment itself, with the patches for all environments. */
  readonly own: Omit<EnvironmentWish, "deployed">;
  readonly workloads: readonly WorkloadRead[];
  readonly observed: ObservedEnvironment;
  readonly warnings: readonly Finding[];
  /** Which workloads come after which, as the pipelines of the workspace say it. */
  readonly order: ReadonlyMap<string, readonly string[]>;
}

/** What was found out about an environment's draft: an entry for every question of it. */
export interface DraftAnswers {
  readonly images: ReadonlyMap<ImageQuestion, ImageAnswer>;
  readonly files: ReadonlyMap<FileQuestion, FileAnswer>;
  readonly lookUps: ReadonlyMap<LookUpNeeds, LookUpAnswers>;
  readonly builds: ReadonlyMap<BuildPlace, NonNullable<BuildListing>>;
  /** Of CloudFront's addresses; undefined when the environment does not need it. */
  readonly prefixLists: Observed<readonly string[]> | undefined;
}

/** Reads what a commit says of one environment, as far as that can be said without looking at images. */
export function draftEnvironment(
  commit: {
    readonly workspace: Workspace;
    readonly warnings: readonly Finding[];
    readonly revision: Revision;
    /** The operator's, complete. */
    readonly variables: Readonly<Record<string, string>>;
    /** Where the commit's build puts files of static sites, by workload. */
    readonly builds: ReadonlyMap<string, BuildPlace>;
  },
  observed: ObservedEnvironment,
): EnvironmentDraft {
  const { workspace, revision, warnings, variables, builds } = commit;
  const { environment } = observed;
  const names = { application: workspace.application, variables };
  const deployed = deployedEnvironment(observed);
  const workloads = [...workspace.workloads.values()].map((workload) =>
    readWorkload(names, builds.get(workload.name), workload, observed, deployed),
  );
  const own = {
    name: environment,
    read: readEnvironment(workspace, environment, variables),
    overrides: workspace.environmentOverrides,
  };
  const order = pipelineOrder(workspace, environment);
  return { environment, revision, own, workloads, observed, warnings, order };
}

/** The questions about images that have to be answered before the draft can be finished. */
export function imageQuestionsOf(draft: EnvironmentDraft): readonly ImageQuestion[] {
  return draft.workloads.flatMap((workload) => (workload.kind === "read" ? workload.questions : []));
}

/** The questions to the commit, one list for the environment itself and for each workload that has any: what keeps one from being read stops no other. */
export function fileQuestionsByWorkload(draft: EnvironmentDraft): readonly (readonly FileQuestion[])[] {
  return [
    environmentFileQuestions(draft.own.read),
    ...draft.workloads.map((workload) => (workload.kind === "read" ? fileQuestionsOf(workload.needs) : [])),
  ].filter((questions) => questions.length > 0);
}

/** Whether the prefix list of CloudFront's addresses has to be looked up. */
export function asksForPrefixList(draft: EnvironmentDraft): boolean {
  return needsPrefixList(draft.own.read);
}

/** The builds that have to be looked at: of sites whose sources the commit does not have. */
export function buildsOf(draft: EnvironmentDraft, files: DraftAnswers["files"]): readonly BuildPlace[] {
  return draft.workloads.flatMap((workload) => {
    if (workload.kind !== "read" || workload.needs.build === undefined) return [];
    const { siteFiles, build } = workload.needs;
    const answers = siteFiles.flatMap(({ question }) =>
      question === undefined ? [] : [answerTo(files, question)],
    );
    return answers.some(isLeftToBuild) ? [build] : [];
  });
}

/** What has to be looked up, for each workload that needs anything. */
export function lookUpsOf(draft: EnvironmentDraft): readonly LookUpNeeds[] {
  return draft.workloads.flatMap((workload) =>
    workload.kind === "read" ? (workload.needs.lookUps ?? []) : [],
  );
}

/**
 * What the commit asks of the environment. Without the environment's record, stack or regional resources nothing can be
 * rendered, and the answer has no workloads: the plan holds such an environment as a whole.
 */
export function desiredEnvironment(
  draft: EnvironmentDraft,
  application: ApplicationRecord,
  functions: FunctionCatalog,
  answers: DraftAnswers,
): DesiredEnvironment {
  const surroundings = surroundingsOf(draft, application, functions);
  const { stack } = draft.observed;
  const environment = deployedEnvironment(draft.observed);
  return {
    application: application.name,
    environment: draft.environment,
    revision: draft.revision,
    ...(surroundings === undefined || stack.kind !== "present" || stack.value.template.kind !== "read"
      ? {}
      : {
          own: desiredEnvironmentStack(surroundings, { ...draft.own, deployed: stack.value }, answers),
        }),
    warnings: draft.warnings,
    inGit: draft.workloads.map((workload) =>
      workload.kind === "read" ? workload.workload.name : workload.name,
    ),
    workloads:
      surroundings === undefined || environment === undefined
        ? []
        : draft.workloads.map((workload) =>
            withType(workload, finish({ ...surroundings, environment }, workload, answers, draft.order)),
          ),
  };
}

/** Of a workload that cannot be rendered now, the type is known all the same when its manifest could be read. */
function withType(read: WorkloadRead, desired: DesiredWorkload): DesiredWorkload {
  if (read.kind === "not-read" || desired.kind === "rendered") return desired;
  return { ...desired, type: read.manifest.type };
}

function surroundingsOf(
  { observed, revision }: EnvironmentDraft,
  application: ApplicationRecord,
  functions: FunctionCatalog,
): Surroundings | undefined {
  if (observed.record.kind !== "present" || observed.regional.kind !== "present") return undefined;
  const { account, region, executionRoleArn } = observed.record.value;
  return {
    application,
    account,
    region,
    executionRoleArn,
    regional: observed.regional.value,
    functions,
    revision,
  };
}

function finish(
  surroundings: WorkloadSurroundings,
  workload: WorkloadRead,
  answers: DraftAnswers,
  order: EnvironmentDraft["order"],
): DesiredWorkload {
  if (workload.kind === "not-read") return notRendered(workload.name, workload.failure, workload.findings);
  const images: Record<string, ImageReference> = {};
  for (const question of workload.questions) {
    const answer = answers.images.get(question);
    if (answer === undefined) throw new Error(`the image of ${workload.manifest.name} was never asked for`);
    const decision = decideImage(question, answer);
    if (decision.kind === "none") {
      const { failure, missing } = decision;
      const held = notRendered(workload.manifest.name, failure);
      return missing === undefined ? held : { ...held, missingImage: missing };
    }
    images[question.container.name] = decision.image;
  }
  const { files } = answers;
  const { needs } = workload;
  const lookUps = needs.lookUps === undefined ? undefined : answers.lookUps.get(needs.lookUps);
  const build = needs.build === undefined ? undefined : answers.builds.get(needs.build);
  const comesAfter = order.get(workload.manifest.name) ?? [];
  return desiredWorkload(surroundings, { ...workload, images, files, build, lookUps, comesAfter });
}
