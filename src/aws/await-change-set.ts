import {
  type Change as SdkChange,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import type { ListedChange, PreparedChangeSet, StackChange } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import { pollDelay } from "./poll-delay.ts";
import type { Session } from "./sessions.ts";
import { isChangeSetMissing, isStackMissing, translateAwsError } from "./translate-error.ts";

/** How long CloudFormation may take to work out a change set: 30 minutes. Large nested ones take minutes. */
const deadline = 30 * 60_000;

/** Waits until CloudFormation has worked out a change set, and reads all of it. An empty one is deleted. */
export async function awaitChangeSet(
  session: Session,
  clock: Clock,
  change: StackChange,
  signal?: AbortSignal,
): Promise<PreparedChangeSet> {
  const until = clock.now().getTime() + deadline;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    const page = await describePage(session, change.stack.id.name, change.changeSetName, undefined, signal);
    switch (page.Status) {
      case "CREATE_COMPLETE":
        if (page.ExecutionStatus?.startsWith("EXECUTE_")) return { kind: "executed" };
        if (page.ExecutionStatus === "OBSOLETE") return obsolete(session, change, signal);
        return { kind: "ready", changes: await readChanges(session, page, [], signal) };
      case "FAILED":
        return failed(session, change, page.StatusReason ?? "", signal);
      case "CREATE_PENDING":
      case "CREATE_IN_PROGRESS":
        await clock.sleep(pollDelay(attempt), signal);
        break;
      case "DELETE_FAILED":
        return undeletable(change, page.StatusReason ?? "no reason was given");
      case "DELETE_COMPLETE":
      case "DELETE_IN_PROGRESS":
      case "DELETE_PENDING":
      case undefined:
        return obsolete(session, change, signal);
    }
  }
  throw new ReconcileError({
    disposition: "retry",
    reason: "ChangeSetSlow",
    message: `change set ${change.changeSetName} of stack ${change.stack.id.name} was not worked out within 30 minutes`,
  });
}

/** CloudFormation has two sentences for "nothing to do" (copilot-pains B.2). */
const emptySentences = [/didn't contain changes/, /No updates are to be performed/];

async function failed(
  session: Session,
  change: StackChange,
  reason: string,
  signal?: AbortSignal,
): Promise<PreparedChangeSet> {
  await remove(session, change, signal);
  if (emptySentences.some((sentence) => sentence.test(reason))) return { kind: "empty" };
  return {
    kind: "failed",
    failure: {
      disposition: "stall",
      reason: "ChangeSetFailed",
      message: `CloudFormation cannot work out the change of stack ${change.stack.id.name}: ${reason}`,
      remedy: "The reason is CloudFormation's; correct what it names in the manifest or its addons.",
    },
  };
}

async function obsolete(
  session: Session,
  change: StackChange,
  signal?: AbortSignal,
): Promise<PreparedChangeSet> {
  await remove(session, change, signal);
  return {
    kind: "failed",
    failure: {
      disposition: "retry",
      reason: "ChangeSetObsolete",
      message: `stack ${change.stack.id.name} moved while its change was being planned; it is planned again`,
    },
  };
}

/** Its name is taken for as long as it stands there, so nothing can be planned again under it. */
function undeletable(change: StackChange, reason: string): PreparedChangeSet {
  const { id } = change.stack;
  return {
    kind: "failed",
    failure: {
      disposition: "stall",
      reason: "ChangeSetStuck",
      message: `change set ${change.changeSetName} of stack ${id.name} could not be deleted: ${reason}`,
      remedy: `aws cloudformation delete-change-set --region ${id.region} --stack-name ${id.name} --change-set-name ${change.changeSetName}`,
    },
  };
}

async function remove(session: Session, change: StackChange, signal?: AbortSignal): Promise<void> {
  const input = { StackName: change.stack.id.name, ChangeSetName: change.changeSetName };
  await session.cloudformation
    .send(new DeleteChangeSetCommand(input), abortable(signal))
    .catch((error: unknown) => {
      // Gone with its stack, or with what somebody else did to it.
      if (isStackMissing(error) || isChangeSetMissing(error)) return;
      throw translateAwsError(error, `delete change set ${change.changeSetName}`);
    });
}

async function describePage(
  session: Session,
  stack: string | undefined,
  changeSet: string,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<DescribeChangeSetCommandOutput> {
  const input = {
    ChangeSetName: changeSet,
    ...(stack === undefined ? {} : { StackName: stack }),
    ...(token === undefined ? {} : { NextToken: token }),
  };
  return session.cloudformation
    .send(new DescribeChangeSetCommand(input), abortable(signal))
    .catch((error: unknown) => {
      throw translateAwsError(error, `read change set ${changeSet}`);
    });
}

/** All changes of a change set and of the change sets of its nested stacks, over all pages. */
async function readChanges(
  session: Session,
  first: DescribeChangeSetCommandOutput,
  parents: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ListedChange[]> {
  const found: ListedChange[] = [];
  let page = first;
  for (;;) {
    for (const change of page.Changes ?? []) {
      const listed = toListed(change, parents);
      const changeSet = change.ResourceChange?.ChangeSetId;
      if (changeSet === undefined) {
        found.push(listed);
        continue;
      }
      const inside = await describePage(session, undefined, changeSet, undefined, signal);
      const below = await readChanges(session, inside, listed.resource, signal);
      found.push({ ...listed, nested: { changeSet, stack: inside.StackId ?? "" } }, ...below);
    }
    if (page.NextToken === undefined) return found;
    page = await describePage(session, undefined, first.ChangeSetId ?? "", page.NextToken, signal);
  }
}

function toListed(change: SdkChange, parents: readonly string[]): ListedChange {
  const resource = change.ResourceChange;
  return {
    resource: [...parents, resource?.LogicalResourceId ?? ""],
    type: resource?.ResourceType ?? "",
    action: resource?.Action === "SyncWithActual" ? "Modify" : (resource?.Action ?? "Modify"),
    replacement: resource?.Replacement ?? "False",
    scope: resource?.Scope ?? [],
    details: (resource?.Details ?? []).map((detail) => ({
      ...(detail.Target?.Name === undefined ? {} : { property: detail.Target.Name }),
      attribute: detail.Target?.Attribute ?? "",
      requiresRecreation: detail.Target?.RequiresRecreation ?? "Never",
      source: detail.ChangeSource ?? "",
      ...(detail.CausingEntity === undefined ? {} : { causingEntity: detail.CausingEntity }),
    })),
  };
}
