import { CancelUpdateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { ListServiceDeploymentsCommand, StopServiceDeploymentCommand } from "@aws-sdk/client-ecs";
import type { StackChange } from "../../domain/cloud.ts";
import type { EarlyEnd } from "../../domain/stack-operation.ts";
import { parseStackStatus, type StackStatus } from "../../domain/stack-status.ts";
import { abortable } from "../abortable.ts";
import { describe } from "../read-stack.ts";
import type { Session } from "../sessions.ts";
import { endToken, isOfOperation } from "../operation-events.ts";
import { readEventsUntil } from "../stack-events.ts";
import { codeOf, isStackMissing, translateAwsError } from "../translate-error.ts";
import { placeEvents, servicesIn } from "./stack-signs.ts";

/**
 * Ends a running operation of a change: a first creation is deleted, an update is cancelled, and with a role that may do it the
 * rollouts that it waits for are stopped first, since CloudFormation waits for some of what it cancels. Cancelling what goes back
 * already is refused by CloudFormation, and is what was wanted.
 */
export async function endOperation(
  session: Session,
  change: StackChange,
  signal?: AbortSignal,
): Promise<EarlyEnd> {
  const { name } = change.stack.id;
  try {
    const stack = await describe(session, name, signal);
    if (stack?.StackId === undefined) return { kind: "not-needed", status: "gone" };
    const status = parseStackStatus(stack.StackStatus);
    if (status === "CREATE_IN_PROGRESS" && change.kind === "create") {
      await deleteCreation(session, change, stack.StackId, signal);
      return { kind: "asked", by: ["DeleteStack"] };
    }
    if (status !== "UPDATE_IN_PROGRESS" || change.kind !== "update") return { kind: "not-needed", status };
    const stopped = await stopRollouts(session, change, stack.StackId, signal);
    const cancelled = await cancel(session, change, stack.StackId, signal);
    if (cancelled === "asked") return { kind: "asked", by: [...stopped, "CancelUpdateStack"] };
    return stopped.length > 0 ? { kind: "asked", by: stopped } : { kind: "not-needed", status: cancelled };
  } catch (error) {
    throw translateAwsError(error, `end the change of stack ${name}`);
  }
}

async function deleteCreation(
  session: Session,
  change: StackChange,
  arn: string,
  signal?: AbortSignal,
): Promise<void> {
  await session.cloudformation.send(
    new DeleteStackCommand({
      StackName: arn,
      RoleARN: change.executionRoleArn,
      ClientRequestToken: endToken(change.changeSetName),
    }),
    abortable(signal),
  );
}

async function cancel(
  session: Session,
  change: StackChange,
  arn: string,
  signal?: AbortSignal,
): Promise<"asked" | StackStatus> {
  try {
    await session.cloudformation.send(
      new CancelUpdateStackCommand({ StackName: arn, ClientRequestToken: endToken(change.changeSetName) }),
      abortable(signal),
    );
    return "asked";
  } catch (error) {
    if (!isTooLate(error)) throw error;
    const now = await describe(session, arn, signal);
    return parseStackStatus(now?.StackStatus);
  }
}

/** CloudFormation refuses to cancel what no longer goes forward. */
function isTooLate(error: unknown): boolean {
  return (
    codeOf(error) === "ValidationError" &&
    /CancelUpdateStack cannot be called from current stack status/.test(
      error instanceof Error ? error.message : "",
    )
  );
}

/** Copilot's own role may not stop deployments (copilot-pains 0.4): it is only tried with a role that the operator made. */
async function stopRollouts(
  session: Session,
  change: StackChange,
  arn: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (change.roles.apply === undefined) return [];
  const isOlder = (event: { readonly ClientRequestToken?: string | undefined }): boolean =>
    !isOfOperation(event, change.changeSetName);
  const events = (await readEventsUntil(session, arn, isOlder, signal)).filter((event) => !isOlder(event));
  const placed = await placeEvents(session, events.toReversed(), [], signal);
  const stopped: string[] = [];
  for (const service of servicesIn(placed)) {
    if (await stopRollout(session, service, signal)) stopped.push("StopServiceDeployment");
  }
  return stopped;
}

async function stopRollout(session: Session, service: string, signal?: AbortSignal): Promise<boolean> {
  const cluster = service.split("/").at(-2) ?? "";
  try {
    const { serviceDeployments = [] } = await session.ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service, status: ["PENDING", "IN_PROGRESS"] }),
      abortable(signal),
    );
    const serviceDeploymentArn = serviceDeployments[0]?.serviceDeploymentArn;
    if (serviceDeploymentArn === undefined) return false;
    await session.ecs.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" }),
      abortable(signal),
    );
    return true;
  } catch (error) {
    // The cancellation that follows does without: the role may not, or the rollout is over or has nothing to go back to.
    if (/AccessDenied|Conflict|NotFound|InvalidParameter|ClientException/.test(codeOf(error))) return false;
    if (isStackMissing(error)) return false;
    throw error;
  }
}
