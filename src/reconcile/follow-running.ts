import type { StackChange } from "../domain/cloud.ts";
import type { DesiredStack } from "../domain/desired.ts";
import { failureOf } from "../domain/failure.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import { digestInToken, isTokenFor } from "../domain/operation-token.ts";
import type { Impact, StackStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { type ObservedStack, operationOf } from "../domain/stack.ts";
import { situationOf, type StackStatus } from "../domain/stack-status.ts";
import type { Target } from "../domain/target.ts";
import type { PlannedWish } from "./in-brief.ts";
import { digestOf } from "../template/digest.ts";
import { allEnded } from "./all-ended.ts";
import { followChange } from "./follow-change.ts";
import type { Hands, StepContext } from "./hands.ts";
import { notCarriedOut } from "./not-carried-out.ts";
import { telling } from "./telling.ts";

/** An environment as it was seen, and what its commit asks of each stack: of the environment's own under `undefined`. */
export interface RunningIn {
  readonly observed: ObservedEnvironment;
  readonly desired: ReadonlyMap<string | undefined, DesiredStack>;
}

/** What a commit asks of each stack of an environment, as far as that could be said. */
export function desiredStacks(wish: PlannedWish | undefined): ReadonlyMap<string | undefined, DesiredStack> {
  if (wish?.kind !== "desired") return new Map();
  const { own, workloads } = wish.desired;
  const found = new Map<string | undefined, DesiredStack>();
  if (own?.kind === "rendered") found.set(undefined, own.stack);
  for (const each of workloads) if (each.kind === "rendered") found.set(each.workload, each.stack);
  return found;
}

/**
 * Follows to their end the changes of an environment's stacks that Autoland executed and that nobody in this process follows: the process
 * that began them was ended meanwhile. Their client token says so, and what they were for. They are told of, ended early and remembered like
 * changes that this process has begun; the plan holds their stacks with `StackBusy` until then. Somebody else's operation is asked
 * about once.
 */
export async function followRunning(
  hands: Hands,
  context: StepContext,
  { observed, desired }: RunningIn,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const stacks = [
    [undefined, observed.stack] as const,
    ...[...observed.workloads].map(([workload, stack]) => [workload, stack] as const),
  ];
  const outcomes = await allEnded(
    stacks.map(async ([workload, stack]): Promise<readonly StepOutcome[]> => {
      if (stack.kind !== "present" || !isFollowed(stack.value.status)) return [];
      const { environment } = observed;
      const target = { environment, ...(workload === undefined ? {} : { workload }) };
      const outcome = await followOne(hands, context, target, stack.value, desired.get(workload), signal);
      return outcome === undefined ? [] : [outcome];
    }),
  );
  return outcomes.flat();
}

/** Deletions are taken up by the steps that delete. */
function isFollowed(status: StackStatus): boolean {
  return situationOf(status) === "busy" && status !== "DELETE_IN_PROGRESS";
}

async function followOne(
  hands: Hands,
  context: StepContext,
  target: Target,
  stack: ObservedStack,
  desired: DesiredStack | undefined,
  signal: AbortSignal,
): Promise<StepOutcome | undefined> {
  const { operations } = hands;
  if (operations.isClaimed(stack.id) || operations.isForeign(stack.id, operationOf(stack))) return undefined;
  // Claimed before the first wait, so that a newer pass does not follow it, too.
  const giveBack = operations.claim(stack.id);
  if (giveBack === undefined) return undefined;
  try {
    const token = await ownToken(hands, context, stack, signal);
    if (token === undefined) return undefined;
    const step = resumedStep(target, stack, token, desired);
    // What an earlier commit wanted is overtaken by what is wanted now, where that is known.
    const isOvertakenNow = step.resumed === "for-an-earlier-commit" && desired !== undefined;
    const outcome = await follow(hands, context, { step, token, isOvertakenNow }, signal);
    hands.tell({ kind: "step-ended", application: context.application, at: hands.clock.now(), outcome });
    return outcome;
  } finally {
    giveBack();
  }
}

interface Resumed {
  readonly step: StackStep;
  readonly token: string;
  readonly isOvertakenNow: boolean;
}

/** The token of the running operation where it is Autoland's. What cannot be asked is asked again by the next pass. */
async function ownToken(
  hands: Hands,
  { record, roles }: StepContext,
  { arn, ...stack }: ObservedStack,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const request = { stack: stack.id, arn, managerRoleArn: record.managerRoleArn, roles };
    const token = await hands.writer.newestToken(request, signal);
    if (digestInToken(token) !== undefined) return token;
    hands.operations.markForeign(stack.id, operationOf({ arn, ...stack }));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const { reason, message } = failureOf(error);
    hands.log.warn({ reason, stack: stack.id.name }, `whose change runs is not known: ${message}`);
    return undefined;
  }
}

async function follow(
  hands: Hands,
  given: StepContext,
  { step, token, isOvertakenNow }: Resumed,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { environment, workload, stack } = step;
  const log = hands.log.child({ environment, workload, stack: stack.name });
  const context = isOvertakenNow ? { ...given, isOvertaken: () => Promise.resolve(true) } : given;
  log.info({ changeSet: token }, "a change that was begun before this process is followed");
  telling(hands, context, step)({ kind: "step-began" });
  try {
    return await followChange({ ...hands, log }, context, step, changeOf(context, step, token), signal);
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}

/** The step that the operation was, as far as can still be told: what it was planned against is gone. */
function resumedStep(
  target: Target,
  stack: ObservedStack,
  token: string,
  wanted: DesiredStack | undefined,
): StackStep {
  const isWanted = wanted !== undefined && isTokenFor(token, wanted.digest);
  const desired = isWanted ? wanted : earlierWish(stack, token);
  const creates = stack.status.startsWith("CREATE_") || stack.status.startsWith("ROLLBACK_");
  const lastChanged = (stack.updatedAt ?? stack.createdAt).toISOString();
  return {
    ...target,
    kind: creates ? "create-stack" : "update-stack",
    digest: digestOf({ arn: stack.arn, token }),
    because: [`the change was begun before this process was, and is followed to its end`],
    dependsOn: [],
    stack: stack.id,
    desired,
    base: creates ? { kind: "absent" } : { kind: "deployed", arn: stack.arn, digest: "", lastChanged },
    changes: [],
    impact: noImpact,
    effects: {},
    resumed: isWanted ? "for-this-commit" : "for-an-earlier-commit",
  };
}

/** What an earlier commit asked for, as far as its stack shows it while it changes. */
function earlierWish(stack: ObservedStack, token: string): DesiredStack {
  const { id, parameters, tags, roleArn = "" } = stack;
  const digest = digestInToken(token) ?? "";
  return { id, roleArn, template: { Resources: {} }, parameters, tags, bucket: "", artifacts: [], digest };
}

const noImpact: Impact = {
  adds: [],
  modifies: [],
  replaces: [],
  restarts: [],
  removes: [],
  dataAtRisk: [],
  access: [],
  widens: [],
};

function changeOf({ record, roles }: StepContext, { kind, desired }: StackStep, token: string): StackChange {
  return {
    kind: kind === "create-stack" ? "create" : "update",
    stack: desired,
    changeSetName: token,
    includeNested: false,
    executionRoleArn: record.executionRoleArn,
    managerRoleArn: record.managerRoleArn,
    roles,
  };
}
