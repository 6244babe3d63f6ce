import {
  type Capability,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Parameter,
} from "@aws-sdk/client-cloudformation";
import type { Leftover, PreparedChangeSet, StackChange, StackWriter, Swept } from "../domain/cloud.ts";
import type { Clock } from "../domain/clock.ts";
import type { DesiredStack } from "../domain/desired.ts";
import { isSecret, mask } from "../domain/secret-parameters.ts";
import { ReconcileError } from "../domain/failure.ts";
import { parseStackStatus, situationOf } from "../domain/stack-status.ts";
import { abortable } from "./abortable.ts";
import { awaitChangeSet } from "./await-change-set.ts";
import { followStack } from "./follow-stack.ts";
import { describe, lastChanged } from "./read-stack.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { StackShelf } from "./stack-shelf.ts";
import type { StackListings } from "./stack-listings.ts";
import { readProcessed } from "./read-processed.ts";
import { healService } from "./heal-service.ts";
import { redeployService } from "./redeploy-service.ts";
import { placeTemplate } from "./place-template.ts";
import { codeOf, isChangeSetMissing, isStackMissing, translateAwsError } from "./translate-error.ts";
import { mendStack } from "./mend-stack.ts";
import { endOperation } from "./watch/end-operation.ts";
import { readNewestOperation, readOutcome } from "./stack-events.ts";
import { uploadArtifacts } from "./upload-artifacts.ts";

/**
 * CloudFormation's writing side: the adapter behind the port `StackWriter`. Lists that others share are outdated by what it changes. A stack
 * for which CloudFormation has nothing to do is not as it was read: an old answer may have been laid on the shelf, and is taken away.
 */
export function makeStackWriter(
  sessions: Sessions,
  clock: Clock,
  listings: Pick<StackListings, "outdate"> = { outdate: () => undefined },
  shelf: Pick<StackShelf, "drop"> = { drop: () => undefined },
): StackWriter {
  const open = (change: StackChange): Session =>
    sessions.as(change.roles.apply ?? change.managerRoleArn, change.stack.id.region);
  const changing = async <T>(change: StackChange, work: (session: Session) => Promise<T>): Promise<T> => {
    try {
      return await work(open(change));
    } finally {
      listings.outdate(change.stack.id);
    }
  };
  return {
    redeploy: (request, signal) =>
      redeployService(
        sessions.as(request.roles.apply ?? request.managerRoleArn, request.stack.region),
        request,
        signal,
      ),
    heal: (request, signal) =>
      healService(
        sessions.as(request.roles.apply ?? request.managerRoleArn, request.stack.region),
        request,
        signal,
      ),
    upload: (change, signal) => {
      const application = sessions.application(change.stack.id.region);
      return uploadArtifacts({ environment: open(change), application }, change.stack.artifacts, signal);
    },
    prepare: (change, signal) =>
      changing(change, async (session) => {
        const prepared = await prepare(session, clock, change, signal);
        if (prepared.kind === "empty") shelf.drop(change.stack.id);
        return prepared;
      }),
    readProcessed: (change, changes, signal) => readProcessed(open(change), change, changes, signal),
    execute: (change, signal) => changing(change, (session) => execute(session, change, signal)),
    sweep: async (leftover, signal) => {
      const { managerRoleArn, roles, stack } = leftover;
      try {
        return await sweep(sessions.as(roles.apply ?? managerRoleArn, stack.region), leftover, signal);
      } finally {
        listings.outdate(stack);
      }
    },
    discard: (change, signal) => changing(change, (session) => discard(session, change, signal)),
    newestOperation: async ({ arn, managerRoleArn, roles, stack }, signal) => {
      const session = sessions.as(roles.apply ?? managerRoleArn, stack.region);
      try {
        return await readNewestOperation(session, arn, signal);
      } catch (error) {
        throw translateAwsError(error, `see whose operation runs on stack ${stack.name}`);
      }
    },
    follow: (change, watcher, signal) =>
      changing(change, (session) => followStack(session, clock, change, watcher, signal)),
    end: (change, signal) => changing(change, (session) => endOperation(session, change, signal)),
    mend: async (request, signal) => {
      const { managerRoleArn, roles, stack } = request;
      try {
        return await mendStack(
          sessions.as(roles.apply ?? managerRoleArn, stack.region),
          clock,
          request,
          signal,
        );
      } finally {
        listings.outdate(stack);
      }
    },
  };
}

const capabilities: readonly Capability[] = [
  "CAPABILITY_IAM",
  "CAPABILITY_NAMED_IAM",
  "CAPABILITY_AUTO_EXPAND",
];

/** Between looking and changing, somebody else may have changed the stack: their change is looked at before it is overwritten. */
async function checkBase(session: Session, change: StackChange, signal?: AbortSignal): Promise<void> {
  const { plannedAgainst, stack } = change;
  if (plannedAgainst === undefined) return;
  const now = await describe(session, stack.id.name, signal).catch((error: unknown) => {
    throw translateAwsError(error, `look at stack ${stack.id.name} once more`);
  });
  if (now !== undefined && lastChanged(now).toISOString() === plannedAgainst) return;
  throw new ReconcileError({
    disposition: "retry",
    reason: "StackMoved",
    message: `stack ${stack.id.name} has changed since it was looked at; it is planned again`,
  });
}

/**
 * Makes the change set, or finds the one of this name that an earlier run made: name and token follow from what is to be done, so
 * that a crash between asking and hearing the answer repeats nothing.
 */
async function prepare(
  session: Session,
  clock: Clock,
  change: StackChange,
  signal?: AbortSignal,
): Promise<PreparedChangeSet> {
  const { stack } = change;
  await checkBase(session, change, signal);
  const template = await placeTemplate(session, stack, signal);
  try {
    await session.cloudformation.send(
      new CreateChangeSetCommand({
        StackName: stack.id.name,
        ChangeSetName: change.changeSetName,
        ClientToken: change.changeSetName,
        ChangeSetType: change.kind === "create" ? "CREATE" : "UPDATE",
        ...template,
        Parameters: [...parametersOf(stack)],
        Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
        Capabilities: [...capabilities],
        RoleARN: change.executionRoleArn,
        IncludeNestedStacks: change.includeNested,
        // A failed first creation must leave nothing behind: a stack in ROLLBACK_COMPLETE blocks every later one.
        ...(change.kind === "create" ? { OnStackFailure: "DELETE" as const } : {}),
      }),
      abortable(signal),
    );
  } catch (error) {
    if (codeOf(error) !== "AlreadyExistsException")
      throw translateAwsError(error, `plan changes of stack ${stack.id.name}`);
  }
  return awaitChangeSet(session, clock, change, signal);
}

/** What others change stays as it is by then; so does a secret value that was read back, which is only a mask. */
function parametersOf({ template, parameters, kept = [] }: DesiredStack): readonly Parameter[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) =>
    kept.includes(ParameterKey) || (ParameterValue === mask && isSecret(template, ParameterKey))
      ? { ParameterKey, UsePreviousValue: true }
      : { ParameterKey, ParameterValue },
  );
}

/** Starts it, unless the stack has moved since it was looked at: what the set was made of, kept values too, may then be out of date. */
async function execute(session: Session, change: StackChange, signal?: AbortSignal): Promise<void> {
  try {
    await checkBase(session, change, signal);
  } catch (error) {
    await discard(session, change, signal);
    throw error;
  }
  try {
    await session.cloudformation.send(
      new ExecuteChangeSetCommand({
        StackName: change.stack.id.name,
        ChangeSetName: change.changeSetName,
        ClientRequestToken: change.changeSetName,
        // Passed because the API model's text and behaviour disagree on the default (copilot-pains B.2); it excludes OnStackFailure.
        ...(change.kind === "update" ? { DisableRollback: false } : {}),
      }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(
      error,
      `execute change set ${change.changeSetName} of stack ${change.stack.id.name}`,
    );
  }
}

async function discard(session: Session, change: StackChange, signal?: AbortSignal): Promise<void> {
  const { changeSetName, executionRoleArn, kind, stack } = change;
  await deleteUnexecuted(
    session,
    { stack: stack.id, changeSetName, executionRoleArn, creates: kind === "create" },
    signal,
  );
}

async function sweep(session: Session, leftover: Leftover, signal?: AbortSignal): Promise<Swept> {
  const { changeSetName, creates, stack } = leftover;
  let isThere = true;
  try {
    const found = await session.cloudformation.send(
      new DescribeChangeSetCommand({ StackName: stack.name, ChangeSetName: changeSetName }),
      abortable(signal),
    );
    if (found.ExecutionStatus === "EXECUTE_IN_PROGRESS") return { kind: "running" };
    if (found.ExecutionStatus?.startsWith("EXECUTE_") === true)
      return creates ? { kind: "gone" } : await readOutcome(session, leftover, signal);
  } catch (error) {
    // Without its change set the shell may still be there.
    if (!isStackMissing(error) && !isChangeSetMissing(error))
      throw translateAwsError(error, `look for change set ${changeSetName} of stack ${stack.name}`);
    isThere = false;
  }
  // CloudFormation forgets those that were executed after a while.
  if (!isThere && !creates) return readOutcome(session, leftover, signal);
  await deleteUnexecuted(session, leftover, signal);
  return { kind: "gone" };
}

async function deleteUnexecuted(
  session: Session,
  {
    stack: { name },
    changeSetName,
    creates,
    executionRoleArn,
  }: Pick<Leftover, "stack" | "changeSetName" | "creates" | "executionRoleArn">,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await session.cloudformation
      .send(new DeleteChangeSetCommand({ StackName: name, ChangeSetName: changeSetName }), abortable(signal))
      .catch((error: unknown) => {
        if (!isChangeSetMissing(error)) throw error;
      });
    if (!creates) return;
    const stack = await describe(session, name, signal);
    if (stack === undefined || situationOf(parseStackStatus(stack.StackStatus)) !== "shell") return;
    await session.cloudformation.send(
      new DeleteStackCommand({ StackName: stack.StackId, RoleARN: executionRoleArn }),
      abortable(signal),
    );
  } catch (error) {
    if (isStackMissing(error)) return;
    throw translateAwsError(error, `delete change set ${changeSetName} of stack ${name}`);
  }
}
