import type { EnvironmentPlan, Held, Plan, StackStep, Step } from "../domain/plan.ts";
import type { Widening } from "../domain/step-effects.ts";
import { shortCommit } from "../domain/revision.ts";
import { stepsToApprove } from "../domain/word-needed.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { changeLines } from "./change-lines.ts";
import { findingLine } from "./finding-line.ts";
import { inconsistencyLine } from "./inconsistency-lines.ts";
import { type Paint, plain } from "./paint.ts";
import { removalLines } from "./removal-lines.ts";
import { stepSign, stepWords } from "./step-words.ts";

/** A plan for a terminal, a pipe or a file: per environment one line per step with its reason, its changes, then what is held and why. */
export function planText(plan: Plan, paint: Paint = plain): string {
  const blocks = plan.environments.map((environment) => environmentText(environment, paint));
  return `${[paint.strong(plan.application), ...blocks, ...placesText(plan, paint), summaryLine(plan)].join("\n\n")}\n`;
}

/** The section about Git, Parameter Store and CloudFormation; none where they agree. */
export function placesText({ inconsistencies }: Plan, paint: Paint): readonly string[] {
  if (inconsistencies.length === 0) return [];
  const lines = inconsistencies
    .map(inconsistencyLine)
    .flatMap(({ places, text, remedy }) => [
      paint.warn(`  ≠ ${text}`),
      `      ${places}`,
      ...(remedy === undefined ? [] : [`      → ${remedy}`]),
    ]);
  return [[paint.strong("Git, Parameter Store and CloudFormation disagree"), ...lines].join("\n")];
}

/** One line that counts a plan's steps and what is held. */
export function summaryLine(plan: Plan): string {
  const steps = plan.environments.flatMap((environment) => environment.steps);
  const count = (kind: Step["kind"]): number => steps.filter((step) => step.kind === kind).length;
  const held = plan.environments.flatMap((environment) => environment.held).length;
  const inSync = plan.environments.flatMap((environment) => environment.inSync).length;
  const parts = [
    `${count("create-stack")} to create`,
    `${count("update-stack")} to update`,
    ...(count("refresh-functions") > 0 ? [`${count("refresh-functions")} function refreshes`] : []),
    ...some(count("register-workload") + count("adopt-workload"), "to register"),
    ...some(count("delete-stack"), "to delete"),
    ...some(count("forget-workload"), "to forget"),
    `${held} held`,
    `${inSync} in sync`,
  ];
  return `${parts.join(", ")}. Plan ${plan.digest.slice(0, 12)}`;
}

function some(number: number, what: string): readonly string[] {
  return number === 0 ? [] : [`${number} ${what}`];
}

/** Environment, branch and commit, mode, and what it waits for, on one line. */
export function environmentHeading(plan: EnvironmentPlan): string {
  const { revision, after, mode } = plan;
  const at = revision === undefined ? "no commit" : `${revision.branch}@${shortCommit(revision.commit)}`;
  return `${plan.environment}  ${at}  ${mode}${after === undefined ? "" : `, after ${after}`}`;
}

function environmentText(plan: EnvironmentPlan, paint: Paint): string {
  const lines = [
    paint.strong(environmentHeading(plan)),
    ...behindLines(plan, paint),
    ...featureLines(plan, paint),
    ...plan.steps.flatMap((step) => stepLines(step, paint)),
    ...plan.held.flatMap((held) => heldLines(held, paint)),
    ...plan.inSync.map((workload) => paint.good(`  = ${workload}: in sync`)),
    ...plan.warnings.map((finding) => paint.warn(`  ? ${findingLine(finding)}`)),
    ...approvalLines(plan),
  ];
  return lines.join("\n");
}

/** The commit that the branch is at, and why it is not the one that is planned for. */
export function behindLines({ behind }: EnvironmentPlan, paint: Paint): readonly string[] {
  if (behind === undefined) return [];
  const { head, reason, message, remedy } = behind;
  return [
    paint.warn(`  · ${head.branch}@${shortCommit(head.commit)} waits, ${reason}: ${message}`),
    ...(remedy === undefined ? [] : [`      → ${remedy}`]),
  ];
}

/** What a role does not allow to be looked at, by name. */
export function featureLines({ featuresOff = [] }: EnvironmentPlan, paint: Paint): readonly string[] {
  return featuresOff.flatMap(({ feature, message, remedy }) => [
    paint.warn(`  ∅ without ${feature}: ${message}`),
    ...(remedy === undefined ? [] : [`      → ${remedy}`]),
  ]);
}

function stepLines(step: Step, paint: Paint): readonly string[] {
  const head = `  ${stepSign(step)} ${nameInEnvironment(step)}: ${stepWords(step)}, because ${step.because.join("; ")}`;
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return [
        paint.change(head),
        ...changeLines(step.changes).map((line) => `      ${line}`),
        ...impactLines(step, paint),
      ];
    case "delete-stack":
      return [paint.bad(head), ...removalLines(step).map((line) => paint.warn(`      ${line}`))];
    case "forget-workload":
      return [paint.bad(head)];
    case "register-workload":
    case "adopt-workload":
    case "redeploy":
    case "heal":
    case "delete-failed-create":
    case "continue-rollback":
      return [paint.change(head)];
  }
}

/** How a person says yes to all of it that anybody is asked about. */
function approvalLines(plan: EnvironmentPlan): readonly string[] {
  if (stepsToApprove(plan).length === 0) return [];
  const { environment, digest } = plan;
  return [`  → autoland approve ${environment} --plan ${digest.slice(0, 16)}`];
}

function impactLines(step: StackStep, paint: Paint): readonly string[] {
  return impactSentences(step).map((line) => paint.warn(`      ${line}`));
}

/** What a step does to running things, line by line. A new stack allows what its template says; of one that changes, what becomes possible is said. */
export function impactSentences({ kind, impact }: StackStep): readonly string[] {
  const isNew = kind === "create-stack";
  const told: readonly (readonly [string, readonly string[]])[] = [
    ["restarts", impact.restarts],
    ["replaces", impact.replaces],
    ["loses the data of", impact.dataAtRisk],
    ["removes", impact.removes],
    ["changes access in", isNew ? [] : impact.access],
  ];
  return [
    ...told.filter(([, ids]) => ids.length > 0).map(([what, ids]) => `${what} ${ids.join(", ")}`),
    ...(isNew ? [] : impact.widens.map(wideningLine)),
  ];
}

function wideningLine({ kind, resource, what }: Widening): string {
  return `wider ${kind === "network" ? "network" : "access"}: ${resource} ${what}`;
}

/** Why something is held, with places in files and what to do. */
export function heldLines(held: Held, paint: Paint): readonly string[] {
  return [
    paint.warn(`  ! ${nameInEnvironment(held)}: held, ${held.reason}: ${held.message}`),
    ...held.findings.map((finding) => `      ${findingLine(finding)}`),
    ...(held.remedy === undefined ? [] : [`      → ${held.remedy}`]),
  ];
}
