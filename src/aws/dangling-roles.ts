import type { IAMClient } from "@aws-sdk/client-iam";
import type { TextMap } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import { iamPackage } from "./late-packages.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * The name of the role if there is one with the tags of this application's environment: Copilot's stacks leave their roles behind
 * (`DeletionPolicy: Retain`), where they are in the way of a new stack. Anybody else's role of the name is left alone. Needs `iam:GetRole`.
 */
export async function roleLeftBehind(
  session: Session,
  name: string,
  tags: TextMap,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const { Role: role } = await session
      .iam()
      .send(new (iamPackage().GetRoleCommand)({ RoleName: name }), abortable(signal));
    const has = new Map(role?.Tags?.map(({ Key: key, Value: value }) => [key, value]));
    const isOurs = ["copilot-application", "copilot-environment"].every((key) => has.get(key) === tags[key]);
    return isOurs ? name : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw translateAwsError(error, `look for role ${name}`);
  }
}

/** Deletes a role with its policies; one that is gone is fine. */
export async function deleteRole(session: Session, name: string, signal?: AbortSignal): Promise<void> {
  const iam = session.iam();
  try {
    await empty(iam, name, signal);
    await iam.send(new (iamPackage().DeleteRoleCommand)({ RoleName: name }), abortable(signal));
  } catch (error) {
    if (!isMissing(error))
      throw translateAwsError(error, `delete role ${name}, which an earlier environment left`);
  }
}

/** IAM deletes no role with policies. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
async function empty(iam: IAMClient, name: string, signal?: AbortSignal): Promise<void> {
  const commands = iamPackage();
  const role = { RoleName: name };
  for (;;) {
    const inline = await iam.send(new commands.ListRolePoliciesCommand(role), abortable(signal));
    for (const policy of inline.PolicyNames ?? [])
      await iam.send(
        new commands.DeleteRolePolicyCommand({ ...role, PolicyName: policy }),
        abortable(signal),
      );
    if (inline.IsTruncated !== true) break;
  }
  for (;;) {
    const attached = await iam.send(new commands.ListAttachedRolePoliciesCommand(role), abortable(signal));
    for (const { PolicyArn: policy } of attached.AttachedPolicies ?? [])
      await iam.send(new commands.DetachRolePolicyCommand({ ...role, PolicyArn: policy }), abortable(signal));
    if (attached.IsTruncated !== true) break;
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error).replace(/Exception$/, "") === "NoSuchEntity";
}
