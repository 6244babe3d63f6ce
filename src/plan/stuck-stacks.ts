import { diagnose } from "../diagnosis/diagnose.ts";
import { passingCauses } from "../diagnosis/passing-causes.ts";
import type { Diagnosis } from "../domain/diagnosis.ts";
import { mendingOfToken } from "../domain/operation-token.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { StackStatus } from "../domain/stack-status.ts";
import { type Target, targetText } from "../domain/target.ts";

/** What the operator and the roles allow to be done about a stuck stack. */
export interface Mending {
  readonly recreate: boolean;
  readonly continueRollback: boolean;
  /** Whether there is a role of the operator's own: Copilot's may not continue a rollback (copilot-pains 0.4). */
  readonly mayContinue: boolean;
  /** When a person last asked for a retry of this stack. */
  readonly retriedAt?: Date;
}

/** A stack, and what decides which row of the table is its. */
export interface StuckStack {
  readonly target: Target;
  readonly stack: ObservedStack;
  readonly mending: Mending;
}

/** What Autoland does with a stack in a status. At most one safe step, and only `delete` and `continue` change anything. */
export type StackAction = "plan" | "create" | "wait" | "delete" | "continue" | "tell";

/** One row: a status, what makes it this row, what Autoland does, and what it tells people. */
export interface StackRule {
  /** In words, for people. */
  readonly cause: string;
  readonly applies: (stuck: StuckStack) => boolean;
  readonly does: StackAction;
  /** Of the hold; rows that plan or create have none. */
  readonly reason: string;
  readonly message: (stuck: StuckStack) => string;
  /** The next command. */
  readonly remedy: (stuck: StuckStack) => string;
}

const always = (): boolean => true;
const nothing = (): string => "";

const ready: StackRule = {
  cause: "at rest",
  applies: always,
  does: "plan",
  reason: "",
  message: nothing,
  remedy: nothing,
};

const running: StackRule = {
  cause: "an operation runs",
  applies: always,
  does: "wait",
  reason: "StackBusy",
  message: ({ stack }) =>
    `stack ${stack.id.name} is ${stack.status}; its next change waits until that has ended`,
  remedy: (stuck) => events(stuck),
};

const gone: StackRule = { ...ready, cause: "it is gone", does: "create" };

/** The stack's own words, where it has some. */
function standing({ stack }: StuckStack): string {
  const because = stack.statusReason === undefined ? "" : ` (${stack.statusReason.trim()})`;
  return `stack ${stack.id.name} is ${stack.status}${because}`;
}

function events({ stack }: StuckStack): string {
  return command(stack, "describe-stack-events");
}

function command({ id }: ObservedStack, name: string, more = ""): string {
  return `aws cloudformation ${name} --region ${id.region} --stack-name ${id.name}${more}`;
}

function thenRetry(stuck: StuckStack): string {
  return `then: autoland retry ${targetText(stuck.target)}`;
}

/** Why a rollback failed, in one cause. */
function causeOf({ target, stack }: StuckStack): Diagnosis | undefined {
  const scene = {
    application: stack.tags["copilot-application"] ?? "",
    environment: target.environment,
    ...(target.workload === undefined ? {} : { workload: target.workload }),
    region: stack.id.region,
    stack: stack.id.name,
  };
  return diagnose(stack.trouble?.signs ?? [], scene);
}

function because(stuck: StuckStack): string {
  const cause = causeOf(stuck);
  return cause === undefined ? "" : `: ${cause.message}; AWS says: ${cause.words}`;
}

function isRetried({ stack, mending }: StuckStack): boolean {
  const at = stack.trouble?.at;
  return mending.retriedAt !== undefined && at !== undefined && mending.retriedAt > at;
}

function wasContinued({ stack }: StuckStack): boolean {
  return mendingOfToken(stack.trouble?.token) === "continue-rollback";
}

const continueByHand = (stuck: StuckStack): string =>
  `Mend what it failed by, then: ${command(stuck.stack, "continue-update-rollback")}`;

const failedRollback: readonly StackRule[] = [
  {
    cause: "the operator does not want rollbacks continued",
    applies: ({ mending }) => !mending.continueRollback,
    does: "tell",
    reason: "StackStuck",
    message: (stuck) => `${standing(stuck)}: its rollback failed${because(stuck)}`,
    remedy: continueByHand,
  },
  {
    cause: "there is no role that may continue a rollback (Copilot's may not)",
    applies: ({ mending }) => !mending.mayContinue,
    does: "tell",
    reason: "StackStuck",
    message: (stuck) =>
      `${standing(stuck)}: its rollback failed${because(stuck)}; without roles.apply Autoland may not continue it`,
    remedy: continueByHand,
  },
  {
    cause: "a person has asked for a retry since",
    applies: isRetried,
    does: "continue",
    reason: "",
    message: (stuck) => `${standing(stuck)}, and ${targetText(stuck.target)} is to be tried again`,
    remedy: nothing,
  },
  {
    cause: "it was continued once already",
    applies: wasContinued,
    does: "tell",
    reason: "StackStuck",
    message: (stuck) =>
      `${standing(stuck)}: its rollback was continued once and failed again${because(stuck)}`,
    remedy: (stuck) => `Mend what it failed by, ${thenRetry(stuck)}`,
  },
  {
    cause: "what it failed by passes by itself (throttling, capacity, a fault of AWS)",
    applies: (stuck) => passingCauses.has(causeOf(stuck)?.reason ?? ""),
    does: "continue",
    reason: "",
    message: (stuck) => `${standing(stuck)}: its rollback failed by what passes by itself${because(stuck)}`,
    remedy: nothing,
  },
  {
    cause: "something outside of the stack has to be mended first",
    applies: always,
    does: "tell",
    reason: "StackStuck",
    message: (stuck) => `${standing(stuck)}: its rollback failed${because(stuck)}`,
    remedy: (stuck) => {
      const cause = causeOf(stuck);
      return `${cause === undefined ? "Mend what it failed by" : cause.remedy.replace(/[,;]? ?[Tt]hen: autoland retry .*$/, "")}, ${thenRetry(stuck)}`;
    },
  },
];

const failedCreation: readonly StackRule[] = [
  {
    cause: "the operator does not want failed creations made again",
    applies: ({ mending }) => !mending.recreate,
    does: "tell",
    reason: "FailedCreate",
    message: (stuck) =>
      `${standing(stuck)}: its first creation failed, and it must be deleted before it can be created again`,
    remedy: ({ stack }) => command(stack, "delete-stack"),
  },
  {
    cause: "it is protected from deletion",
    applies: ({ stack }) => stack.terminationProtection,
    does: "tell",
    reason: "FailedCreate",
    message: (stuck) => `${standing(stuck)}: its first creation failed, and it is protected from deletion`,
    remedy: ({ stack }) =>
      `${command(stack, "update-termination-protection", " --no-enable-termination-protection")}, then ${command(stack, "delete-stack")}`,
  },
  {
    cause: "it was complete once, or its events say nothing of it",
    applies: ({ stack }) => stack.trouble === undefined || stack.trouble.wasComplete,
    does: "tell",
    reason: "FailedCreate",
    message: (stuck) => `${standing(stuck)}, and it is not certain that it never held anything`,
    remedy: ({ stack }) =>
      `${command(stack, "list-stack-resources")}; if nobody needs it: ${command(stack, "delete-stack")}`,
  },
  {
    cause: "something of it was kept, such as a bucket with `DeletionPolicy: Retain`",
    applies: ({ stack }) => (stack.trouble?.kept.length ?? 0) > 0,
    does: "tell",
    reason: "FailedCreate",
    message: (stuck) =>
      `${standing(stuck)}: its first creation failed and left ${stuck.stack.trouble?.kept.join(", ") ?? ""} behind, whose names may be in the way`,
    remedy: ({ stack }) => `Look at what was left, then: ${command(stack, "delete-stack")}`,
  },
  {
    cause: "it never was complete and holds nothing",
    applies: always,
    does: "delete",
    reason: "",
    message: (stuck) =>
      `${standing(stuck)}: its first creation failed and left nothing, and it is in the way of another`,
    remedy: nothing,
  },
];

function told(
  cause: string,
  words: string,
  remedy: (stuck: StuckStack) => string,
  reason = "StackStuck",
): StackRule {
  return {
    cause,
    applies: always,
    does: "tell",
    reason,
    message: (stuck) => `${standing(stuck)}: ${words}`,
    remedy,
  };
}

/** The table: for every status the rows in order, the last of which always applies. docs/failures.md shows it. */
export const stackRules: Readonly<Record<StackStatus, readonly StackRule[]>> = {
  CREATE_COMPLETE: [ready],
  UPDATE_COMPLETE: [ready],
  UPDATE_ROLLBACK_COMPLETE: [
    { ...ready, cause: "an update failed and went back; the same one is not tried again" },
  ],
  IMPORT_COMPLETE: [ready],
  IMPORT_ROLLBACK_COMPLETE: [ready],
  REVIEW_IN_PROGRESS: [{ ...gone, cause: "a change set made its shell, and nobody executed it" }],
  DELETE_COMPLETE: [gone],
  CREATE_IN_PROGRESS: [running],
  UPDATE_IN_PROGRESS: [running],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: [running],
  UPDATE_ROLLBACK_IN_PROGRESS: [running],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: [running],
  ROLLBACK_IN_PROGRESS: [running],
  DELETE_IN_PROGRESS: [running],
  IMPORT_IN_PROGRESS: [running],
  IMPORT_ROLLBACK_IN_PROGRESS: [running],
  ROLLBACK_COMPLETE: failedCreation,
  CREATE_FAILED: [
    told(
      "a first creation was told to stop where it failed",
      "its first creation failed and was left as it stood, with what it had made; it must be deleted before it can be created again",
      ({ stack }) => `Look at it, then: ${command(stack, "delete-stack")}`,
      "FailedCreate",
    ),
  ],
  ROLLBACK_FAILED: [
    told(
      "a first creation failed, and not all of it could be deleted",
      "its first creation failed and could not be taken back",
      ({ stack }) =>
        `See what could not be deleted with ${command(stack, "describe-stack-events")}, then: ${command(stack, "delete-stack")}`,
      "FailedCreate",
    ),
  ],
  UPDATE_ROLLBACK_FAILED: failedRollback,
  UPDATE_FAILED: [
    told(
      "somebody's update was told to stop where it failed",
      "an update failed and was left as it stood",
      ({ stack }) => `Whoever began it decides; to go back: ${command(stack, "rollback-stack")}`,
    ),
  ],
  DELETE_FAILED: [
    told(
      "somebody's deletion failed",
      "its deletion failed; CloudFormation takes no change of it",
      ({ stack }) =>
        `See what could not be deleted with ${command(stack, "describe-stack-events")}; mend that and delete it again, or keep those with ${command(stack, "delete-stack", " --retain-resources <logical ids>")}. It is made again once it is gone.`,
    ),
  ],
  IMPORT_ROLLBACK_FAILED: [
    told(
      "somebody's import failed and could not be taken back",
      "an import failed and could not be taken back",
      ({ stack }) => `Whoever imported decides; see ${command(stack, "describe-stack-events")}`,
    ),
  ],
};

/** The row that a stack falls under. */
export function ruleFor(stuck: StuckStack): StackRule {
  const rule = stackRules[stuck.stack.status].find(({ applies }) => applies(stuck));
  if (rule === undefined) throw new Error(`no rule for a stack that is ${stuck.stack.status}`);
  return rule;
}
