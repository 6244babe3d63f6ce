import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  CreateStackInput,
  DeleteStackInput,
  RollbackStackInput,
  UpdateStackInput,
  UpdateTerminationProtectionInput,
} from "@aws-sdk/client-cloudformation";
import { clientFault, validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { actingPrincipal } from "../acting-principal.ts";
import { changesOutputsOrTags, computeChanges } from "../changes.ts";
import { newStack } from "../new-stack.ts";
import { readRevision } from "../read-revision.ts";
import { setStackStatus } from "../record-event.ts";
import { checkStackName, checkUpdatable, findStack, required, stackToChange } from "../refusals.ts";
import { cancelUpdate, startOperation, startRollback } from "../start-operation.ts";
import { regionState } from "../state.ts";
import type { FailurePolicy, StackRecord } from "../state.ts";
import { readPolicy } from "../stack-policy-text.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function createStack(context: CallContext, input: CreateStackInput): { readonly StackId: string } {
  const name = required(input.StackName, "stackName");
  checkStackName(name);
  const known = findStack(context, name);
  if (known !== undefined) {
    if (isRepeated(known, input.ClientRequestToken)) return { StackId: known.id };
    throw clientFault("AlreadyExistsException", `Stack [${name}] already exists`);
  }
  const revision = readRevision(context, input, undefined);
  const { principal, roleArn } = actingPrincipal(context, undefined, input.RoleARN);
  const stack = newStack(context, {
    name,
    revision: undefined,
    roleArn,
    terminationProtection: input.EnableTerminationProtection === true,
    timeoutMinutes: input.TimeoutInMinutes,
    disableRollback: input.DisableRollback === true,
  });
  stack.policy = readPolicy(context, input.StackPolicyBody, input.StackPolicyURL);
  startOperation(context, {
    stackId: stack.id,
    kind: "create",
    revision,
    principal,
    token: input.ClientRequestToken,
    onFailure: creationPolicy(input),
    retainExceptOnCreate: input.RetainExceptOnCreate,
  });
  return { StackId: stack.id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export function updateStack(context: CallContext, input: UpdateStackInput): { readonly StackId: string } {
  const stack = stackToChange(context, input.StackName);
  if (stack.operation !== undefined && isRepeated(stack, input.ClientRequestToken))
    return { StackId: stack.id };
  checkUpdatable(stack);
  const revision = readRevision(context, input, stack);
  const { principal, roleArn } = actingPrincipal(context, stack, input.RoleARN);
  if (
    computeChanges(context.as(principal), stack, revision).length === 0 &&
    !changesOutputsOrTags(context, stack, revision) &&
    !stack.status.endsWith("_FAILED")
  ) {
    throw validationError("No updates are to be performed.");
  }
  stack.roleArn = roleArn;
  stack.policy = readPolicy(context, input.StackPolicyBody, input.StackPolicyURL) ?? stack.policy;
  startOperation(context, {
    stackId: stack.id,
    kind: "update",
    revision,
    principal,
    token: input.ClientRequestToken,
    onFailure: input.DisableRollback === true ? "nothing" : "rollback",
    retainExceptOnCreate: input.RetainExceptOnCreate,
    policyDuringUpdate: readPolicy(
      context,
      input.StackPolicyDuringUpdateBody,
      input.StackPolicyDuringUpdateURL,
    ),
  });
  return { StackId: stack.id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export function deleteStack(context: CallContext, input: DeleteStackInput): object {
  const stack = findStack(context, required(input.StackName, "stackName"));
  // Deleting what is not there, or is gone, is no error.
  if (stack === undefined || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS")
    return {};
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (stack.parentId !== undefined && input.RetainResources === undefined) {
    const root = context.state(regionState).stacks.get(stack.rootId ?? stack.parentId);
    if (root?.terminationProtection === true) {
      throw validationError(
        `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled on its root stack`,
      );
    }
  }
  if (
    input.RetainResources !== undefined &&
    input.RetainResources.length > 0 &&
    stack.status !== "DELETE_FAILED"
  ) {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  if (stack.operation !== undefined && !mayDeleteDuring(stack)) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  const { principal } = actingPrincipal(context, stack, input.RoleARN);
  if (stack.status === "REVIEW_IN_PROGRESS" && stack.resources.size === 0) {
    stack.deletedAt = context.now;
    context.state(regionState).names.delete(stack.name);
    setStackStatus(context, stack, "DELETE_COMPLETE", "User Initiated");
    return {};
  }
  startOperation(context, {
    stackId: stack.id,
    kind: "delete",
    principal,
    token: input.ClientRequestToken,
    skip: input.RetainResources ?? [],
    force: input.DeletionMode === "FORCE_DELETE_STACK",
  });
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html */
export function cancelUpdateStack(context: CallContext, input: CancelUpdateStackInput): object {
  const stack = stackToChange(context, input.StackName);
  if (stack.status !== "UPDATE_IN_PROGRESS") {
    throw validationError("CancelUpdateStack cannot be called from current stack status");
  }
  cancelUpdate(context, stack);
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html */
export function continueUpdateRollback(context: CallContext, input: ContinueUpdateRollbackInput): object {
  const stack = stackToChange(context, input.StackName);
  if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
  }
  if (stack.parentId !== undefined) {
    throw validationError("RollbackUpdatedStack can only be invoked on a root stack");
  }
  const skip = input.ResourcesToSkip ?? [];
  for (const id of skip) checkSkippable(stack, id);
  const { principal } = actingPrincipal(context, stack, input.RoleARN);
  for (const id of skip) {
    const record = stack.resources.get(id);
    if (record !== undefined) record.touched = false;
  }
  startRollback(context, stack, { principal, token: input.ClientRequestToken, skip });
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html */
export function rollbackStack(context: CallContext, input: RollbackStackInput): { readonly StackId: string } {
  const stack = stackToChange(context, input.StackName);
  if (stack.status !== "CREATE_FAILED" && stack.status !== "UPDATE_FAILED") {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  const { principal } = actingPrincipal(context, stack, input.RoleARN);
  startRollback(context, stack, {
    principal,
    token: input.ClientRequestToken,
    retainExceptOnCreate: input.RetainExceptOnCreate,
    reason: "User Initiated",
  });
  return { StackId: stack.id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export function updateTerminationProtection(
  context: CallContext,
  input: UpdateTerminationProtectionInput,
): { readonly StackId: string } {
  const stack = stackToChange(context, input.StackName);
  if (stack.parentId !== undefined) {
    throw validationError(
      "Termination protection cannot be updated directly on nested stacks. Update the root stack instead.",
    );
  }
  stack.terminationProtection = input.EnableTerminationProtection === true;
  return { StackId: stack.id };
}

function creationPolicy(input: CreateStackInput): FailurePolicy {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined) {
    throw validationError("You cannot specify both OnFailure and DisableRollback in the same request.");
  }
  if (input.DisableRollback === true) return "nothing";
  switch (input.OnFailure) {
    case "DO_NOTHING":
      return "nothing";
    case "DELETE":
      return "delete";
    case "ROLLBACK":
    case undefined:
      return "rollback";
  }
}

/** The same request again: the stack's running (or last) operation carries the token. */
function isRepeated(stack: StackRecord, token: string | undefined): boolean {
  return token !== undefined && stack.events.some((event) => event.token === token);
}

/** A creation that runs, or fails, may be ended by deleting the stack. */
function mayDeleteDuring(stack: StackRecord): boolean {
  return stack.status === "CREATE_IN_PROGRESS" || stack.status === "ROLLBACK_IN_PROGRESS";
}

function checkSkippable(stack: StackRecord, id: string): void {
  const record = stack.resources.get(id);
  if (record?.status === "UPDATE_FAILED") return;
  throw validationError(
    `The resource ${id} can't be skipped: only resources in the UPDATE_FAILED state because a rollback failed can be skipped.`,
  );
}
