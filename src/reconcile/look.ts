import type { EnvironmentRoles } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import { defaultPolicy } from "../domain/policy.ts";
import { hideInPlan } from "../domain/hide-secrets.ts";
import type { SecretValues } from "../domain/redact.ts";
import { secretsOf } from "../domain/secret-values.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import { absent } from "../domain/observed.ts";
import type { Plan } from "../domain/plan.ts";
import { nothingRecorded, type RecordedState } from "../domain/records.ts";
import type { CommitSha } from "../domain/revision.ts";
import { planApplication } from "../plan/plan-application.ts";
import type { EnvironmentWish, PlanInput } from "../plan/plan-input.ts";
import { revisionsAsAsked } from "./asked-commit.ts";
import { chooseRevisions } from "./choose-revisions.ts";
import type { Eyes } from "./eyes.ts";
import { lookInside } from "./look-inside.ts";
import { preflight } from "./preflight.ts";
import { tryApplyRoles } from "./try-apply-roles.ts";
import { observeAddons } from "./observe-addons.ts";
import { readCommit } from "./read-commit.ts";
import { refuseUnwarranted } from "./refuse-unwarranted.ts";
import { resolveRevisions } from "./resolve-revisions.ts";
import { type RedeploymentsSeen, seeRedeployments } from "./see-redeployments.ts";
import { seeHealing } from "./see-healing.ts";
import type { Subject } from "./subject.ts";
import { type Known, wishesOf } from "./wishes.ts";

/** What looking at an application gave: a plan, and what it was made from. */
export interface Look {
  readonly plan: Plan;
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
  readonly roles: ReadonlyMap<string, EnvironmentRoles>;
  /** What people asked to be started anew: what is due, and requests that have been carried out. */
  readonly redeployments: RedeploymentsSeen;
  /** What was asked of the rules of policy. */
  readonly policy: PlanInput["policy"];
  /** When it began. */
  readonly at: Date;
  /** What each environment's commit asks for. */
  readonly wishes: ReadonlyMap<string, EnvironmentWish>;
}

/**
 * The half of the story that changes nothing: which commits, what they say, what AWS has, and what to do about the difference.
 * `plan` on the command line ends here; a sync goes on from here.
 */
export async function look(eyes: Eyes, subject: Subject, signal: AbortSignal): Promise<Look> {
  const at = eyes.clock.now();
  const heads = await eyes.source.heads(signal);
  const resolved = resolveRevisions(eyes.source.repository, subject.branches, heads);
  const records = await readRecords(eyes, subject.application, signal);
  const taken = await chooseRevisions(eyes, subject, resolved, records, signal);
  const chosen = await revisionsAsAsked(eyes.source, subject.asked, resolved, taken, records, signal);
  const revisions = await refuseUnwarranted(eyes.warrants, chosen, signal);
  const commits = await readCommits(eyes, subject.application, revisions, signal);
  const observed = await eyes.cloud.observe(observeRequest(subject, revisions, commits), signal);
  const seen = { subject, revisions, commits, observed, records };
  const work = (): Promise<Look> => planLook(eyes, seen, at, signal);
  return eyes.workbench === undefined ? work() : eyes.workbench.use(work, signal);
}

/** The part of a look that needs the processor and memory: what the commits ask for, rendered, and held against what is there. */
async function planLook(eyes: Eyes, known: Known, at: Date, signal: AbortSignal): Promise<Look> {
  const { subject, observed, records } = known;
  const wishes = await wishesOf(eyes, known, signal);
  const { application, environments: rules } = subject;
  const roles = rolesOf(subject);
  const redeployments = await seeRedeployments(eyes.cloud, { observed, records, roles }, signal);
  const heals = await seeHealing(eyes.drift, subject, { observed, records, at }, signal);
  const nested = await lookInside(eyes, subject, wishes, observed, signal);
  const asksPipelines = rules.some(({ pipelines }) => pipelines !== "ignore");
  const openStages = asksPipelines ? await eyes.cloud.findOpenStages(application, signal) : absent;
  const fed = subject.branches.flatMap((branch) => branch.environments);
  const policy = policyInput(eyes, subject);
  const planFrom = (seen: ObservedApplication): Plan =>
    planApplication({
      redeployments: redeployments.due,
      heals,
      application,
      rules,
      wishes,
      observed: seen,
      records,
      policy,
      fed,
      nested,
      openStages,
    });
  const first = planFrom(observed);
  const withAddons = await observeAddons(eyes, first, observed, roles, signal);
  const plan = withAddons === undefined ? first : planFrom(withAddons);
  const usable = await tryApplyRoles(eyes.cloud, subject, observed, plan, signal);
  return {
    plan: hideInPlan(
      await preflight(eyes.cloud, subject, observed, usable, signal),
      secretsIn(observed, wishes),
    ),
    observed,
    records,
    roles,
    wishes,
    policy,
    at,
    redeployments,
  };
}

/** What no sentence about an environment may tell: the secrets of what its commit asks for, and of what is deployed. */
function secretsIn(
  observed: ObservedApplication,
  wishes: ReadonlyMap<string, EnvironmentWish>,
): (environment: string) => SecretValues {
  return (environment) => {
    const wish = wishes.get(environment);
    const wanted =
      wish?.kind === "desired"
        ? wish.desired.workloads.flatMap((each) => (each.kind === "rendered" ? secretsOf(each.stack) : []))
        : [];
    const stacks = [...(observed.environments.get(environment)?.workloads.values() ?? [])];
    const deployed = stacks.flatMap((stack) => {
      if (stack.kind !== "present" || stack.value.template.kind !== "read") return [];
      const { template, parameters } = stack.value;
      return secretsOf({ template: template.template, parameters });
    });
    return new Set([...wanted, ...deployed]);
  };
}

function policyInput(
  eyes: Eyes,
  { policy = defaultPolicy, otherApplications = [] }: Subject,
): PlanInput["policy"] {
  return { settings: policy, otherApplications, today: eyes.clock.now().toISOString().slice(0, 10) };
}

type Revisions = Known["revisions"];
type Commits = Known["commits"];

async function readCommits(
  eyes: Eyes,
  application: string,
  revisions: Revisions,
  signal: AbortSignal,
): Promise<Commits> {
  const wanted = new Set(
    [...revisions.values()].flatMap((found) => (found.kind === "at" ? [found.revision.commit] : [])),
  );
  const commits = new Map<CommitSha, Awaited<ReturnType<typeof readCommit>>>();
  for (const commit of wanted) {
    const key = `${eyes.source.repository} ${application} ${commit}`;
    const reading =
      eyes.wishes?.commits.get(key) ?? (await readCommit(eyes.source, application, commit, signal));
    if (reading.kind === "read") eyes.wishes?.commits.set(key, reading);
    commits.set(commit, reading);
  }
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
    kept: new Set(
      subject.environments.filter(({ mode }) => mode !== "look").map(({ environment }) => environment),
    ),
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
      return nothingRecorded;
    case "unreadable":
      throw new ReconcileError(records.failure);
  }
}
