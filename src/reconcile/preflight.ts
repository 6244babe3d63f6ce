import type { LookUpRequest } from "../domain/cloud.ts";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { Observed } from "../domain/observed.ts";
import type { EnvironmentPlan, Held, Plan, Step } from "../domain/plan.ts";
import type { PreflightLooks } from "../domain/preflight.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { holdBack, type Objections } from "../plan/hold-back.ts";
import { imageProblems, isInEcr } from "../preflight/image-problems.ts";
import { importProblems } from "../preflight/import-problems.ts";
import type { Problem } from "../preflight/problem.ts";
import { publisherProblems } from "../preflight/publisher-problems.ts";
import { secretPlace, secretProblems } from "../preflight/secret-problems.ts";
import { stackNeeds, type StackNeeds } from "../preflight/stack-needs.ts";
import type { Subject } from "./subject.ts";

/**
 * Looks at everything that the planned stacks need, before anything is written and for workloads with something to do only, and holds
 * those that lack something: all of it at once, each with what to do. What a role does not let us see is told and stops nothing.
 */
export async function preflight(
  cloud: PreflightLooks,
  subject: Subject,
  observed: ObservedApplication,
  plan: Plan,
  signal: AbortSignal,
): Promise<Plan> {
  const objections = await Promise.all(
    plan.environments.map(async (environment) => {
      const record = observed.environments.get(environment.environment)?.record;
      if (record?.kind !== "present") return [];
      const roles =
        subject.environments.find((rule) => rule.environment === environment.environment)?.roles ?? {};
      return objectionsTo(cloud, { record: record.value, roles }, environment, observed, signal);
    }),
  );
  signal.throwIfAborted();
  return holdBack(plan, objections.flat());
}

interface Planned {
  readonly workload: string;
  readonly step: Step;
  readonly needs: StackNeeds;
  /** Of the stack as it stands, to which a failed change goes back. */
  readonly before: StackNeeds | undefined;
}

async function objectionsTo(
  cloud: PreflightLooks,
  place: LookUpRequest,
  plan: EnvironmentPlan,
  observed: ObservedApplication,
  signal: AbortSignal,
): Promise<readonly Objections[]> {
  const planned = plannedIn(plan, observed);
  if (planned.length === 0) return [];
  const answers = await answersFor(cloud, place, planned, signal);
  const first = planned.map((each) => ({ each, problems: problemsOf(each, answers, place.record) }));
  // Who is held by something else is not about to be deployed.
  const about = {
    deployed: deployedIn(plan, observed),
    planned: new Set(
      first.flatMap(({ each, problems }) => (problems.some(isStopping) ? [] : [each.workload])),
    ),
  };
  return first.map(({ each, problems }) =>
    objectionsOf(plan.environment, each.workload, [
      ...problems,
      ...publisherProblems(each.step.dependsOn, about),
    ]),
  );
}

/** The last step of each workload that begins tasks: what it reaches is what they will need. */
function plannedIn(plan: EnvironmentPlan, observed: ObservedApplication): readonly Planned[] {
  const last = new Map(
    plan.steps
      .filter((step) => "desired" in step || step.kind === "redeploy")
      .flatMap((step) => (step.workload === undefined ? [] : [[step.workload, step] as const])),
  );
  return [...last].flatMap(([workload, step]) => {
    const stack = observed.environments.get(plan.environment)?.workloads.get(workload);
    const before = stack?.kind === "present" ? needsOfDeployed(stack.value) : undefined;
    const needs = needsOfStep(step, before);
    return needs === undefined ? [] : [{ workload, step, needs, before }];
  });
}

/** New tasks of the same definition need what it needs already. */
function needsOfStep(step: Step, before: StackNeeds | undefined): StackNeeds | undefined {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return stackNeeds(step.desired);
    case "redeploy":
      return before;
    case "heal":
    case "register-workload":
    case "adopt-workload":
    case "delete-stack":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return undefined;
  }
}

function needsOfDeployed({ id, template, parameters }: ObservedStack): StackNeeds | undefined {
  return template.kind === "read" ? stackNeeds({ id, template: template.template, parameters }) : undefined;
}

function deployedIn(plan: EnvironmentPlan, observed: ObservedApplication): ReadonlySet<string> {
  const workloads =
    observed.environments.get(plan.environment)?.workloads ?? new Map<string, Observed<unknown>>();
  return new Set([...workloads].flatMap(([name, stack]) => (stack.kind === "present" ? [name] : [])));
}

interface Answers {
  readonly images: Awaited<ReturnType<PreflightLooks["findPlatforms"]>>;
  readonly tagged: Observed<ReadonlySet<string>>;
  readonly existing: Observed<ReadonlySet<string>>;
  readonly exports: Observed<ReadonlySet<string>> | undefined;
}

const nothing: Observed<ReadonlySet<string>> = { kind: "present", value: new Set() };

/** Each question once for the whole environment. Copilot's own role may not list exports or parameters: with it alone neither is asked. */
async function answersFor(
  cloud: PreflightLooks,
  place: LookUpRequest,
  planned: readonly Planned[],
  signal: AbortSignal,
): Promise<Answers> {
  const all = planned.flatMap(({ needs, before }) => (before === undefined ? [needs] : [needs, before]));
  const addresses = [
    ...new Set(all.flatMap(({ images }) => images.map(({ address }) => address)).filter(isInEcr)),
  ];
  const secrets = all.flatMap((needs) => needs.secrets);
  const hasOwnRole = place.roles.look !== undefined;
  const asksExports = hasOwnRole && planned.some(({ needs }) => needs.imports.length > 0);
  const [images, tagged, exports] = await Promise.all([
    addresses.length === 0 ? new Map<string, never>() : cloud.findPlatforms({ ...place, addresses }, signal),
    secrets.length === 0 ? nothing : cloud.findTaggedSecrets(place, signal),
    asksExports ? cloud.findExports(place, signal) : undefined,
  ]);
  const names = secrets
    .flatMap(({ from }) => secretPlace(from, place.record) ?? [])
    .filter(({ service, arn }) => service === "ssm" && tagged.kind === "present" && !tagged.value.has(arn))
    .map(({ name }) => name);
  const existing =
    hasOwnRole && names.length > 0
      ? await cloud.findParameters({ ...place, names: [...new Set(names)] }, signal)
      : ({ kind: "absent" } as const);
  return { images, tagged, existing, exports };
}

function problemsOf(
  { needs, before }: Planned,
  answers: Answers,
  record: EnvironmentRecord,
): readonly Problem[] {
  const now = problemsOfNeeds(needs, answers, record);
  const back = before === undefined ? [] : problemsOfNeeds(before, answers, record).filter(isStopping);
  const told = new Set(now.map(({ message }) => message));
  return [
    ...now,
    ...importProblems(needs.imports, answers.exports, record),
    ...back.filter(({ message }) => !told.has(message)).map(cannotGoBack),
  ];
}

function problemsOfNeeds(needs: StackNeeds, answers: Answers, record: EnvironmentRecord): readonly Problem[] {
  return [...imageProblems(needs.images, answers.images), ...secretProblems(needs.secrets, answers, record)];
}

/** What runs could not be started again: a change that fails could not be rolled back. The change itself may well be the mend. */
function cannotGoBack({ reason, message, remedy }: Problem): Problem {
  return {
    weight: "tell",
    reason: "CannotRollBack",
    message: `what runs now could not be started again if the change failed (${reason}): ${message}`,
    remedy,
  };
}

function isStopping({ weight }: Problem): boolean {
  return weight === "stop";
}

function objectionsOf(environment: string, workload: string, problems: readonly Problem[]): Objections {
  return {
    environment,
    workload,
    holds: problems.filter(isStopping).map(({ reason, message, remedy }): Held => ({
      environment,
      workload,
      reason,
      message: message.startsWith("it ") ? `${workload} cannot be deployed: ${message}` : message,
      remedy,
      findings: [],
    })),
    warnings: problems
      .filter((problem) => !isStopping(problem))
      .map(({ reason, message, remedy }) => ({
        code: codeOf(reason),
        severity: "warning",
        place: { file: `copilot/${workload}/manifest.yml`, line: 1, column: 1 },
        field: "",
        message: `${environment}: ${message}`,
        remedy,
      })),
  };
}

function codeOf(reason: string): string {
  return reason.replaceAll(/(?!^)([A-Z])/g, "-$1").toLowerCase();
}
