import type { HealFix } from "./healing.ts";
import type { ApplicationRecord, ComponentRecord } from "./copilot-records.ts";
import type { DesiredStack } from "./desired.ts";
import type { Finding } from "./finding.ts";
import type { DangerousChange } from "./promotion.ts";
import type { Inconsistency } from "./inconsistency.ts";
import type { FeatureOff } from "./observed-application.ts";
import type { Revision } from "./revision.ts";
import type { StackId } from "./stack.ts";
import type { Target } from "./target.ts";
import type { Change, Impact, ResourceEffect } from "./step-effects.ts";

/** What the operator allows in an environment: only look, apply what a person approved, or apply. */
export type Mode = "look" | "approve" | "apply";

/** Everything that one sync would do to an application, and everything that it leaves alone, each with its reason. */
export interface Plan {
  readonly application: string;
  readonly environments: readonly EnvironmentPlan[];
  /** Where Git, Parameter Store and CloudFormation disagree; empty when they do not. */
  readonly inconsistencies: readonly Inconsistency[];
  /** Made of its steps' digests: two plans of one digest do the same. */
  readonly digest: string;
}

/** The plan for one environment. */
export interface EnvironmentPlan {
  readonly environment: string;
  readonly mode: Mode;
  /** The environment that must be at the commit first. */
  readonly after?: string;
  /** Undefined where no single commit could be found; `held` says why. */
  readonly revision?: Revision;
  /** In an order that respects dependencies. */
  readonly steps: readonly Step[];
  readonly held: readonly Held[];
  /** Workloads whose stacks are as the commit asks. */
  readonly inSync: readonly string[];
  readonly warnings: readonly Finding[];
  /** Made of its steps' digests: what a person approves. */
  readonly digest: string;
  /** Classes of change that need a person's word in every mode. Absent: none. */
  readonly approvalFor?: readonly DangerousChange[];
  /** The branch has gone on past `revision`, and why the environment does not follow yet. */
  readonly behind?: Behind;
  /** What could not be looked at because a role does not allow it, while everything else is as it says. Absent: nothing. */
  readonly featuresOff?: readonly FeatureOff[];
}

/** Why an environment is planned for another commit than the head of its branch. */
export interface Behind {
  /** The head of the branch. */
  readonly head: Revision;
  /** Stable, PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly remedy?: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Date;
}

/** One action. What consumes steps switches on `kind` without a default branch, so that a new kind is a compile error there. */
export type Step =
  | StackStep
  | RedeployStep
  | HealStep
  | RegisterStep
  | DeleteStackStep
  | ForgetStep
  | MendStep;

/** New tasks of the same definition for a workload's ECS service, because a person asked for them. It changes nothing that Git describes. */
export interface RedeployStep extends StepFrame {
  readonly kind: "redeploy";
  readonly workload: string;
  /** The workload's stack, which has the service. */
  readonly stack: StackId;
  readonly requestedAt: Date;
}

/** Puts settings of a workload's running service back as its stack's template says. Nothing that Git describes changes. */
export interface HealStep extends StepFrame {
  readonly kind: "heal";
  readonly workload: string;
  /** The workload's stack, which has the service. */
  readonly stack: StackId;
  /** When that last began to change, ISO 8601. */
  readonly lastChanged: string;
  readonly fixes: readonly HealFix[];
  /** Why a person has to approve it in whatever mode the environment is: the operator wants it so, or somebody goes on changing it back. */
  readonly asksPerson: "no" | "always" | "changed-again";
}

/** What every step says, whatever it does. */
export interface StepFrame extends Target {
  /** sha256 of the canonical JSON of what the step was planned against and what it is to reach; no times, no commit. */
  readonly digest: string;
  /** Sentences: why this step is needed. Never empty. */
  readonly because: readonly string[];
  /** Names of workloads of the environment whose steps must have been applied first. Its own steps come before all of them anyway. */
  readonly dependsOn: readonly string[];
  /**
   * Whether it was begun before this process was, which only follows it to its end: for what the commit asks still, or for an earlier
   * one. Absent in plans.
   */
  readonly resumed?: "for-this-commit" | "for-an-earlier-commit";
}

/** A change set on the stack of a workload or of an environment. */
export interface StackStep extends StepFrame {
  readonly kind: "create-stack" | "update-stack" | "refresh-functions";
  readonly stack: StackId;
  readonly desired: DesiredStack;
  readonly base: StepBase;
  readonly changes: readonly Change[];
  readonly impact: Impact;
  /** By logical id: what the step does to each resource of the stack; what CloudFormation lists is held against it. */
  readonly effects: Readonly<Record<string, ResourceEffect>>;
  /** The same inside the nested stack of the addons, when those change; absent when it is not known what is there, and then nothing may. */
  readonly nested?: Readonly<Record<string, ResourceEffect>>;
  /** What policy lets pass only with a person's approval of exactly this step, in every mode. Absent: nothing. */
  readonly asks?: readonly Finding[];
}

/** Enters a workload into Copilot's registers; `adopt-workload` does the same for one that is deployed already. */
export interface RegisterStep extends StepFrame {
  readonly kind: "register-workload" | "adopt-workload";
  readonly workload: string;
  readonly component: ComponentRecord;
  readonly registeredIn: ApplicationRecord;
}

/** Deletes the stack of a workload that Git no longer asks for in this environment. */
export interface DeleteStackStep extends StepFrame {
  readonly kind: "delete-stack";
  readonly workload: string;
  readonly stack: StackId;
  /** Of this very stack: one of the same name that was made later is another. */
  readonly arn: string;
  /** When the stack last began to change, ISO 8601. */
  readonly lastChanged: string;
  /** Ids of its resources, and of those of stacks nested in it as `AddonsStack/Table`. */
  readonly removes: readonly string[];
  /** Those of them that hold data and that the operator's configuration names. */
  readonly losesData: readonly string[];
  /** Ids of buckets that are emptied first, as Copilot empties a static site's. */
  readonly empties: readonly string[];
  /** Whether tasks of it may run on once the stack is gone: those of a job. */
  readonly stopsTasks: boolean;
}

/** Takes a workload that is nowhere wanted and nowhere deployed out of Copilot's registers, with its images. */
export interface ForgetStep extends StepFrame {
  readonly kind: "forget-workload";
  readonly workload: string;
  readonly registeredIn: ApplicationRecord;
}

/**
 * Whether a step brings its environment nearer to its commit. What removes the rest of what Git no longer asks for does not: an
 * environment is at its commit before that, and nobody has to wait for it (design.md 4).
 */
function bringsToCommit({ kind }: Step): boolean {
  switch (kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
    case "register-workload":
    case "adopt-workload":
      return true;
    case "redeploy":
    case "heal":
    case "delete-stack":
    case "forget-workload":
      return false;
    case "delete-failed-create":
    case "continue-rollback":
      return true;
  }
}

/** Whether a step takes something away for good, which no person's word but one about exactly it allows. */
export function isDeletion({ kind }: Step): boolean {
  return kind === "delete-stack" || kind === "forget-workload";
}

/** The stack that a step changes; undefined of one that changes Copilot's registers. */
export function stackOf(step: Step): StackId | undefined {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
    case "redeploy":
    case "heal":
    case "delete-stack":
    case "delete-failed-create":
    case "continue-rollback":
      return step.stack;
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
      return undefined;
  }
}

/** The stack that a step is to reach; undefined for one that renders none. */
export function desiredOf(step: Step): DesiredStack | undefined {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return step.desired;
    case "redeploy":
    case "heal":
    case "delete-stack":
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return undefined;
  }
}

/**
 * What gets a stack out of a status in which it takes no change, by the table in docs/failures.md. Nothing that holds data goes: a stack
 * is deleted only when its first creation failed and left nothing, and a rollback is continued without skipping a resource.
 */
export interface MendStep extends StepFrame {
  readonly kind: "delete-failed-create" | "continue-rollback";
  readonly stack: StackId;
  readonly arn: string;
  /** Client token of the call: one attempt for each time that the stack came to stand so. */
  readonly token: string;
}

/** What a step was planned against. */
export type StepBase =
  | { readonly kind: "absent" }
  | {
      readonly kind: "deployed";
      readonly arn: string;
      /** Digest of the deployed template without stamp, parameters and tags. */
      readonly digest: string;
      /** When the stack last began to change, ISO 8601: makes names of change sets unique when A, B and A follow each other. */
      readonly lastChanged: string;
    };

/** A difference, or (without a workload) something of the environment as a whole, that is left alone, and why. */
export interface Held extends Target {
  /** Stable, PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly remedy?: string;
  readonly findings: readonly Finding[];
}

/** Reasons that tell of something without anything being still to come. */
const informative = new Set([
  "NotInGit",
  "EnvironmentNotInGit",
  "UnknownStack",
  "PruneBlocked",
  "PruneCapExceeded",
  "PruneDataAtRisk",
  "DeleteFailed",
  "TerminationProtected",
  "PipelineActive",
  "PipelineUnknown",
]);

/**
 * Whether an environment is at the head of its branch (design.md 4): for every stack, what the commit asks for equals what is deployed. A
 * stack that Git no longer mentions does not count: it is told of, and stays.
 */
export function isAtCommit(plan: EnvironmentPlan): boolean {
  return plan.behind === undefined && plan.steps.length === 0 && isDeployed(plan);
}

/** Whether everything is deployed that the commit asks for that was planned for, which is not always the head of the branch. */
export function isDeployed(plan: EnvironmentPlan): boolean {
  return plan.revision !== undefined && !plan.steps.some(bringsToCommit) && pendingHolds(plan).length === 0;
}

/** What is held back although the commit asks for it. */
export function pendingHolds(plan: EnvironmentPlan): readonly Held[] {
  return plan.held.filter((held) => !informative.has(held.reason));
}
