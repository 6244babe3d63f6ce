import { type BuildPlace, buildPlaceOf } from "../desired/build-place.ts";
import { lintCommit } from "../desired/lint-commit.ts";
import { operatorVariables } from "../desired/operator-variables.ts";
import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { Finding } from "../domain/finding.ts";
import { defaultImages } from "../domain/image-settings.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { Held } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import type { CommitSha, Revision } from "../domain/revision.ts";
import { applyWaivers } from "../manifest/lint/waivers.ts";
import type { EnvironmentWish } from "../plan/plan-input.ts";
import { answerDraft } from "./answer-draft.ts";
import type { Eyes } from "./eyes.ts";
import type { CommitReading } from "./read-commit.ts";
import type { ChosenRevision } from "./choose-revisions.ts";
import { makeRememberedWishes } from "./remembered-wishes.ts";
import { heldByRewriting } from "./rewritten-history.ts";
import type { Subject } from "./subject.ts";

/** What is known once Git and AWS were looked at. */
export interface Known {
  readonly subject: Subject;
  readonly revisions: ReadonlyMap<string, ChosenRevision>;
  readonly commits: ReadonlyMap<CommitSha, CommitReading>;
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
}

/** What each environment's commit asks for, or why that cannot be said. */
export async function wishesOf(
  eyes: Eyes,
  known: Known,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EnvironmentWish>> {
  const wishes = await Promise.all(
    known.subject.environments.map(
      async ({ environment }) => [environment, await wishOf(eyes, known, environment, signal)] as const,
    ),
  );
  return new Map(wishes);
}

async function wishOf(
  eyes: Eyes,
  known: Known,
  environment: string,
  signal: AbortSignal,
): Promise<EnvironmentWish> {
  const found = known.revisions.get(environment);
  if (found?.kind === "refused") return { kind: "held", held: found.held, revision: found.revision };
  if (found?.kind !== "at") return { kind: "held", held: withoutCommit(environment, found) };
  const { revision, behind, recorded } = found;
  const head = behind?.head ?? revision;
  const rewritten = await heldByRewriting(eyes.source, { environment, head }, known, signal);
  if (rewritten !== undefined) return { kind: "held", held: rewritten, revision };
  const commit = known.commits.get(revision.commit);
  if (commit === undefined) throw new Error(`commit ${revision.commit} was never read`);
  if (commit.kind === "unusable") {
    const { reason, message, remedy } = commit.failure;
    const held = {
      environment,
      reason,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      findings: commit.findings,
    };
    return { kind: "held", held, revision };
  }
  const observed = known.observed.environments.get(environment);
  if (observed === undefined) throw new Error(`environment ${environment} was never looked at`);
  const { workspace } = commit;
  const variables = operatorVariables(known.subject.variables, revision);
  const warnings = environment === firstAt(known, revision.commit) ? warningsOf(known, commit, revision) : [];
  const builds = buildsAt(known.subject, revision);
  const wishes = eyes.wishes ?? makeRememberedWishes();
  const draft = wishes.draft({ workspace, warnings, revision, variables, builds }, observed);
  const rule = known.subject.environments.find((each) => each.environment === environment);
  const images = {
    application: known.subject.application,
    settings: known.subject.images ?? defaultImages,
    recorded,
    after: rule?.after,
  };
  const answers = await answerDraft(eyes, draft, { roles: rule?.roles ?? {}, images }, signal);
  // A missing application record holds every environment, which the plan says; a name is all that is needed until then.
  const record =
    known.observed.record.kind === "present"
      ? known.observed.record.value
      : unregistered(known.subject.application);
  const desired = wishes.desired(draft, record, eyes.functions, answers);
  return { kind: "desired", desired, ...(behind === undefined ? {} : { behind }) };
}

/** Where the build of a commit puts files of static sites, by workload. */
function buildsAt({ assets = {} }: Subject, revision: Revision): ReadonlyMap<string, BuildPlace> {
  return new Map(
    Object.entries(assets).map(([workload, pattern]) => [workload, buildPlaceOf(pattern, revision)]),
  );
}

/** The first environment at a commit: what is to be said of the commit as a whole is said there, once. */
function firstAt({ subject, revisions }: Known, commit: CommitSha): string | undefined {
  return environmentsAt(subject, revisions, commit)[0];
}

function environmentsAt(
  subject: Subject,
  revisions: Known["revisions"],
  commit: CommitSha,
): readonly string[] {
  return subject.environments
    .map((rule) => rule.environment)
    .filter((name) => {
      const found = revisions.get(name);
      return found?.kind === "at" && found.revision.commit === commit;
    });
}

/** Warnings about a commit, without those that the operator has waived. */
function warningsOf(
  { subject, revisions }: Known,
  commit: Extract<CommitReading, { kind: "read" }>,
  revision: Revision,
): readonly Finding[] {
  const environments = environmentsAt(subject, revisions, revision.commit);
  const variables = operatorVariables(subject.variables, revision);
  const findings = [...commit.warnings, ...lintCommit(commit.workspace, environments, () => variables)];
  return applyWaivers(findings, subject.waivers).shown;
}

function withoutCommit(
  environment: string,
  found: Exclude<ChosenRevision, { kind: "at" | "refused" }> | undefined,
): Held {
  const base = { environment, findings: [] };
  if (found?.kind === "ambiguous") {
    return {
      ...base,
      reason: "AmbiguousBranch",
      message: `${found.pattern} matches ${found.branches.length} branches (${found.branches.slice(0, 5).join(", ")}); ${environment} can follow only one`,
      remedy: "Delete the branches that are not meant, or name one in the configuration.",
    };
  }
  const pattern = found?.kind === "no-branch" ? found.pattern : environment;
  return {
    ...base,
    reason: "BranchMissing",
    message: `the repository has no branch ${pattern}, so nothing is asked of ${environment}; what is deployed stays`,
    remedy: "Push the branch, or name another one in the configuration.",
  };
}

function unregistered(name: string): ApplicationRecord {
  return { name, account: "", domain: "", domainHostedZoneId: "", tags: {} };
}
