import {
  desiredEnvironment,
  draftEnvironment,
  type DraftAnswers,
  type EnvironmentDraft,
  fileQuestionsByWorkload,
  imageQuestionsOf,
  lookUpsOf,
} from "../desired/desired-environment.ts";
import { lintCommit } from "../desired/lint-commit.ts";
import { operatorVariables } from "../desired/operator-variables.ts";
import type { EnvironmentRoles } from "../domain/cloud.ts";
import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { Held, Plan } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { CommitSha, Revision } from "../domain/revision.ts";
import type { Finding } from "../domain/finding.ts";
import { applyWaivers } from "../manifest/lint/waivers.ts";
import { type EnvironmentWish, planApplication } from "../plan/plan-application.ts";
import { answerFileQuestions } from "./answer-file-questions.ts";
import { answerImageQuestion } from "./answer-image-questions.ts";
import type { Eyes } from "./eyes.ts";
import { answerLookUps } from "./answer-look-ups.ts";
import { type CommitReading, readCommit } from "./read-commit.ts";
import { type EnvironmentRevision, resolveRevisions } from "./resolve-revisions.ts";
import type { Subject } from "./subject.ts";

/** What looking at an application gave: a plan, and what it was made from. */
export interface Look {
  readonly plan: Plan;
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
  readonly roles: ReadonlyMap<string, EnvironmentRoles>;
}

/**
 * The half of the story that changes nothing: which commits, what they say, what AWS has, and what to do about the difference.
 * `plan` on the command line ends here; a sync goes on from here.
 */
export async function look(eyes: Eyes, subject: Subject, signal: AbortSignal): Promise<Look> {
  const heads = await eyes.source.heads(signal);
  const revisions = resolveRevisions(eyes.source.repository, subject.branches, heads);
  const commits = await readCommits(eyes, subject.application, revisions, signal);
  const observed = await eyes.cloud.observe(observeRequest(subject, revisions, commits), signal);
  const records = await readRecords(eyes, subject.application, signal);
  const wishes = await wishesOf(eyes, { subject, revisions, commits, observed }, signal);
  const { application, environments: rules } = subject;
  const roles = rolesOf(subject);
  return {
    plan: planApplication({ application, rules, wishes, observed, records }),
    observed,
    records,
    roles,
  };
}

type Revisions = ReadonlyMap<string, EnvironmentRevision>;
type Commits = ReadonlyMap<CommitSha, CommitReading>;

async function readCommits(
  eyes: Eyes,
  application: string,
  revisions: Revisions,
  signal: AbortSignal,
): Promise<Commits> {
  const wanted = new Set(
    [...revisions.values()].flatMap((found) => (found.kind === "at" ? [found.revision.commit] : [])),
  );
  const commits = new Map<CommitSha, CommitReading>();
  for (const commit of wanted)
    commits.set(commit, await readCommit(eyes.source, application, commit, signal));
  return commits;
}

function observeRequest(
  subject: Subject,
  revisions: Revisions,
  commits: Commits,
): Parameters<Eyes["cloud"]["observe"]>[0] {
  const workloadsOf = (environment: string): readonly string[] => {
    const found = revisions.get(environment);
    const commit = found?.kind === "at" ? commits.get(found.revision.commit) : undefined;
    return commit?.kind === "read" ? [...commit.workspace.workloads.keys()] : [];
  };
  const names = subject.environments.map((rule) => rule.environment);
  return {
    application: subject.application,
    environments: new Map(names.map((name) => [name, workloadsOf(name)])),
    roles: rolesOf(subject),
  };
}

function rolesOf(subject: Subject): ReadonlyMap<string, EnvironmentRoles> {
  return new Map(subject.environments.map((rule) => [rule.environment, rule.roles]));
}

/** Records hold what people decided: without them nothing may be done that a decision could forbid. */
async function readRecords(eyes: Eyes, application: string, signal: AbortSignal): Promise<RecordedState> {
  const records = await eyes.records.read(application, signal);
  switch (records.kind) {
    case "present":
      return records.value;
    case "absent":
      return { failedCreations: [], retries: [] };
    case "unreadable":
      throw new ReconcileError(records.failure);
  }
}

interface Known {
  readonly subject: Subject;
  readonly revisions: Revisions;
  readonly commits: Commits;
  readonly observed: ObservedApplication;
}

async function wishesOf(
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
  if (found?.kind !== "at") return { kind: "held", held: withoutCommit(environment, found) };
  const { revision } = found;
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
  const draft = draftEnvironment({ workspace, warnings, revision, variables }, observed);
  const roles = rolesOf(known.subject).get(environment) ?? {};
  const answers = await answer(eyes, draft, roles, signal);
  // A missing application record holds every environment, which the plan says; a name is all that is needed until then.
  const record =
    known.observed.record.kind === "present"
      ? known.observed.record.value
      : unregistered(known.subject.application);
  return { kind: "desired", desired: desiredEnvironment(draft, record, eyes.functions, answers) };
}

/** The first environment at a commit: what is to be said of the commit as a whole is said there, once. */
function firstAt({ subject, revisions }: Known, commit: CommitSha): string | undefined {
  return environmentsAt(subject, revisions, commit)[0];
}

function environmentsAt(subject: Subject, revisions: Revisions, commit: CommitSha): readonly string[] {
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

async function answer(
  eyes: Eyes,
  draft: EnvironmentDraft,
  roles: EnvironmentRoles,
  signal: AbortSignal,
): Promise<DraftAnswers> {
  const { commit } = draft.revision;
  const { record } = draft.observed;
  const [images, files, lookUps] = await Promise.all([
    Promise.all(
      imageQuestionsOf(draft).map(
        async (question) => [question, await answerImageQuestion(eyes, commit, question, signal)] as const,
      ),
    ),
    Promise.all(
      fileQuestionsByWorkload(draft).map((questions) =>
        answerFileQuestions(eyes.source, commit, questions, signal),
      ),
    ),
    // Without its record nobody knows which account to ask, and nothing of the environment is rendered.
    Promise.all(
      record.kind !== "present"
        ? []
        : lookUpsOf(draft).map(async (needs) => {
            const place = { record: record.value, roles };
            return [needs, await answerLookUps(eyes.cloud, place, needs, signal)] as const;
          }),
    ),
  ]);
  return {
    images: new Map(images),
    files: new Map(files.flatMap((answers) => [...answers])),
    lookUps: new Map(lookUps),
  };
}

function withoutCommit(environment: string, found: EnvironmentRevision | undefined): Held {
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
