import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { EnvironmentRoles, RolesStack } from "../domain/founding.ts";
import type { StackId } from "../domain/stack.ts";
import { parseStackStatus, situationOf } from "../domain/stack-status.ts";
import { writeTemplate } from "../template/write-template.ts";
import { abortable } from "./abortable.ts";
import { awaitRest } from "./await-rest.ts";
import { deleteRole, roleLeftBehind } from "./dangling-roles.ts";
import type { Session } from "./sessions.ts";
import { firstFailure, readEventsUntil } from "./stack-events.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

interface Desk {
  readonly session: Session;
  readonly clock: Clock;
}

/**
 * Makes the stack with the environment's two roles, with the session's own permissions and no role of CloudFormation's
 * (copilot-model.md 4.2), unless it stands; what runs is waited for. A creation that fails leaves no stack behind.
 *
 * Needs `cloudformation:DescribeStacks`, `CreateStack`, `DeleteStack` and `DescribeStackEvents`, what creating the roles takes in IAM, and
 * for roles left behind `iam:GetRole`, `ListRolePolicies`, `ListAttachedRolePolicies`, `DeleteRolePolicy`, `DetachRolePolicy`, `DeleteRole`.
 */
export async function makeRoles(desk: Desk, stack: RolesStack, signal?: AbortSignal): Promise<void> {
  const { session } = desk;
  const { name } = stack.id;
  const roleNames = [`${name}-CFNExecutionRole`, `${name}-EnvManagerRole`];
  // Roles are looked at before the stack: those seen here cannot be of a creation that begins after the stack was found absent.
  const left = [];
  for (const role of roleNames) left.push(await roleLeftBehind(session, role, stack.tags, signal));
  const before = await awaitRest(desk, name, signal);
  switch (before === undefined ? "deleted" : situationOf(parseStackStatus(before.StackStatus))) {
    case "ready":
    case "stuck":
      return;
    case "shell":
    case "failed-create":
    case "busy":
      throw await failed(session, stack.id, before?.StackId, signal);
    case "deleted":
      break;
  }
  for (const role of left) if (role !== undefined) await deleteRole(session, role, signal);
  const arn = await create(session, stack, signal);
  const after = await awaitRest(desk, arn ?? name, signal);
  if (after !== undefined && situationOf(parseStackStatus(after.StackStatus)) === "ready") return;
  throw await failed(session, stack.id, after?.StackId ?? arn, signal);
}

/** The roles as the stack's outputs name them. Needs `cloudformation:DescribeStacks`. */
export async function readRoles(
  desk: Desk,
  { name }: StackId,
  signal?: AbortSignal,
): Promise<EnvironmentRoles> {
  const stack = await awaitRest(desk, name, signal);
  const output = (key: string): string | undefined =>
    stack?.Outputs?.find(({ OutputKey: candidate }) => candidate === key)?.OutputValue;
  const [managerRoleArn, executionRoleArn] = [
    output("EnvironmentManagerRoleARN"),
    output("CFNExecutionRoleARN"),
  ];
  if (managerRoleArn !== undefined && executionRoleArn !== undefined)
    return { managerRoleArn, executionRoleArn };
  throw new ReconcileError({
    disposition: "stall",
    reason: "EnvironmentRolesMissing",
    message: `stack ${name} has no outputs EnvironmentManagerRoleARN and CFNExecutionRoleARN, so its record cannot be written`,
    remedy: `Look at it with \`aws cloudformation describe-stacks --stack-name ${name}\`.`,
  });
}

/** The new stack's ARN; undefined when there is one by now. */
async function create(
  session: Session,
  { id, template, parameters, tags }: RolesStack,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new CreateStackCommand({
        StackName: id.name,
        TemplateBody: writeTemplate(template),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        OnFailure: "DELETE",
      }),
      abortable(signal),
    );
    return answer.StackId;
  } catch (error) {
    if (codeOf(error).replace(/Exception$/, "") === "AlreadyExists") return undefined;
    throw translateAwsError(error, `create stack ${id.name}`);
  }
}

async function failed(
  session: Session,
  { name, account, region }: StackId,
  arn: string | undefined,
  signal?: AbortSignal,
): Promise<ReconcileError> {
  const events = arn === undefined ? [] : await readEventsUntil(session, arn, () => false, signal);
  const cause = firstFailure(events.toReversed());
  const why =
    cause === undefined
      ? "CloudFormation gives no reason"
      : `${cause.resource} (${cause.type}): ${cause.reason}`;
  return new ReconcileError({
    disposition: "stall",
    reason: "EnvironmentRolesFailed",
    message: `stack ${name} could not be created in account ${account}, ${region}: ${why}`,
    remedy: "Mend what it names, then the same command again; what was done before stays.",
  });
}
