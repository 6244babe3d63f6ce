import type {
  CreateChangeSetInput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
} from "@aws-sdk/client-cloudformation";
import { canonicalJson } from "../../../template/canonical-json.ts";
import { sha256 } from "../../../template/digest.ts";
import { clientFault, validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { actingPrincipal } from "../acting-principal.ts";
import { readImports } from "../check-import.ts";
import { removeChangeSet } from "../delete-change-set.ts";
import { describeChangeSetRecord } from "../describe-change-set.ts";
import { newStack } from "../new-stack.ts";
import { pageOf } from "../paging.ts";
import { readRevision } from "../read-revision.ts";
import { setStackStatus } from "../record-event.ts";
import {
  checkStackName,
  checkImportable,
  checkUpdatable,
  findChangeSet,
  findStack,
  required,
  stackToRead,
} from "../refusals.ts";
import { startOperation } from "../start-operation.ts";
import { regionState } from "../state.ts";
import type { ChangeSetRecord } from "../change-set-state.ts";
import type { FailurePolicy, StackRecord } from "../state.ts";

/** About so many change sets fit on a stack (copilot-pains-and-aws-limits.md 0.2). */
const changeSetsPerStack = 1000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export function createChangeSet(
  context: CallContext,
  input: CreateChangeSetInput,
): { readonly Id: string; readonly StackId: string } {
  const name = required(input.ChangeSetName, "changeSetName");
  checkChangeSetName(name);
  const kind = input.ChangeSetType ?? "UPDATE";
  const known = findStack(context, required(input.StackName, "stackName"));
  const digest = inputDigest(input);
  const same = known === undefined ? undefined : namesake(known, name);
  if (known !== undefined && same !== undefined) {
    if (
      input.ClientToken !== undefined &&
      same.clientToken === input.ClientToken &&
      same.inputDigest === digest
    ) {
      return { Id: same.id, StackId: known.id };
    }
    throw clientFault(
      "AlreadyExistsException",
      `ChangeSet ${name} cannot be created due to a mismatch with existing attribute ChangeSetName: a change set of this name exists for stack ${known.id}`,
    );
  }
  checkStack(known, kind, input);
  if (input.OnStackFailure !== undefined && kind !== "CREATE" && input.OnStackFailure === "DELETE") {
    throw validationError("OnStackFailure cannot be set to DELETE for a change set of type UPDATE");
  }
  const revision = readRevision(context, input, known?.status === "REVIEW_IN_PROGRESS" ? undefined : known);
  const { principal, roleArn } = actingPrincipal(context, known, input.RoleARN);
  const stack = known ?? shell(context, input.StackName ?? "", roleArn);
  if (stack.changeSets.size >= changeSetsPerStack) {
    throw clientFault(
      "LimitExceededException",
      `ChangeSet limit exceeded for stack ${stack.name}: ${changeSetsPerStack}`,
    );
  }
  const { partition, region, account, random } = context;
  const changeSet: ChangeSetRecord = {
    id: `arn:${partition}:cloudformation:${region}:${account}:changeSet/${name}/${random.uuid()}`,
    name,
    stackId: stack.id,
    kind,
    status: "CREATE_PENDING",
    executionStatus: "UNAVAILABLE",
    createdAt: context.now,
    description: input.Description,
    revision,
    roleArn,
    clientToken: input.ClientToken,
    includeNestedStacks: input.IncludeNestedStacks === true,
    onStackFailure: input.OnStackFailure,
    inputDigest: digest,
    changes: [],
    principal,
    importExistingResources: input.ImportExistingResources === true,
    importing: kind === "IMPORT" ? readImports(input, revision) : {},
  };
  stack.changeSets.set(changeSet.id, changeSet);
  context.state(regionState).changeSets.set(changeSet.id, stack.id);
  context.schedule({ event: "change-set", afterMilliseconds: 400, payload: { id: changeSet.id } });
  return { Id: changeSet.id, StackId: stack.id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export function describeChangeSet(context: CallContext, input: DescribeChangeSetInput): object {
  const { stack, changeSet } = findChangeSet(context, input.ChangeSetName, input.StackName);
  return describeChangeSetRecord(stack, changeSet, {
    token: input.NextToken,
    includeValues: input.IncludePropertyValues === true,
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export function listChangeSets(context: CallContext, input: ListChangeSetsInput): object {
  const stack = stackToRead(context, input.StackName);
  const all = [...stack.changeSets.values()].filter(
    ({ executionStatus, status }) => executionStatus !== "EXECUTE_COMPLETE" && status !== "DELETE_COMPLETE",
  );
  const page = pageOf(all, input.NextToken, { list: "change-sets" });
  return {
    Summaries: page.items.map((changeSet) => ({
      StackId: stack.id,
      StackName: stack.name,
      ChangeSetId: changeSet.id,
      ChangeSetName: changeSet.name,
      ExecutionStatus: changeSet.executionStatus,
      Status: changeSet.status,
      StatusReason: changeSet.statusReason,
      CreationTime: changeSet.createdAt,
      Description: changeSet.description,
      IncludeNestedStacks: changeSet.includeNestedStacks,
      ParentChangeSetId: changeSet.parentChangeSetId,
      RootChangeSetId: changeSet.rootChangeSetId,
    })),
    NextToken: page.next,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export function deleteChangeSet(context: CallContext, input: DeleteChangeSetInput): object {
  const state = context.state(regionState);
  const wanted = required(input.ChangeSetName, "changeSetName");
  // Deleting a change set that is not there is no error; naming a stack that is not there is one.
  if (wanted.startsWith("arn:") && !state.changeSets.has(wanted)) return {};
  const stack = wanted.startsWith("arn:")
    ? state.stacks.get(state.changeSets.get(wanted) ?? "")
    : stackOfName(context, input.StackName);
  const changeSet = [...(stack?.changeSets.values() ?? [])].find(
    ({ id, name, status }) => status !== "DELETE_COMPLETE" && (id === wanted || name === wanted),
  );
  if (stack === undefined || changeSet === undefined) return {};
  if (changeSet.status === "DELETE_PENDING" || changeSet.status === "DELETE_IN_PROGRESS") return {};
  if (changeSet.status === "CREATE_IN_PROGRESS" || changeSet.executionStatus === "EXECUTE_IN_PROGRESS") {
    throw clientFault(
      "InvalidChangeSetStatusException",
      `ChangeSet [${changeSet.id}] cannot be deleted in its current status of [${changeSet.executionStatus === "EXECUTE_IN_PROGRESS" ? changeSet.executionStatus : changeSet.status}]`,
    );
  }
  removeChangeSet(context, stack, changeSet);
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export function executeChangeSet(context: CallContext, input: ExecuteChangeSetInput): object {
  const { stack, changeSet } = findChangeSet(context, input.ChangeSetName, input.StackName);
  const token = input.ClientRequestToken;
  if (token !== undefined && stack.events.some((event) => event.token === token)) return {};
  if (changeSet.parentChangeSetId !== undefined) {
    throw validationError("ExecuteChangeSet can only be called on the root change set");
  }
  if (changeSet.status !== "CREATE_COMPLETE") {
    throw clientFault(
      "InvalidChangeSetStatusException",
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  if (changeSet.executionStatus !== "AVAILABLE") {
    throw clientFault(
      "InvalidChangeSetStatusException",
      `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${changeSet.executionStatus}]`,
    );
  }
  if (input.DisableRollback !== undefined && changeSet.onStackFailure !== undefined) {
    throw validationError(
      "DisableRollback cannot be specified when OnStackFailure was specified when the change set was created",
    );
  }
  if (changeSet.kind !== "CREATE" && stack.status !== "REVIEW_IN_PROGRESS") checkUpdatable(stack);
  changeSet.executionStatus = "EXECUTE_IN_PROGRESS";
  for (const other of stack.changeSets.values()) {
    if (other.id === changeSet.id) continue;
    stack.changeSets.delete(other.id);
    context.state(regionState).changeSets.delete(other.id);
  }
  stack.roleArn = changeSet.roleArn;
  startOperation(context, {
    stackId: stack.id,
    kind: operationKinds[changeSet.kind],
    importing: changeSet.kind === "IMPORT" ? changeSet.importing : undefined,
    revision: changeSet.revision,
    principal: changeSet.principal,
    token,
    onFailure: failurePolicy(changeSet, input.DisableRollback),
    retainExceptOnCreate: input.RetainExceptOnCreate,
    changeSetId: changeSet.id,
  });
  return {};
}

const operationKinds = { CREATE: "create", UPDATE: "update", IMPORT: "import" } as const;

function failurePolicy(changeSet: ChangeSetRecord, disableRollback: boolean | undefined): FailurePolicy {
  if (disableRollback === true || changeSet.onStackFailure === "DO_NOTHING") return "nothing";
  return changeSet.onStackFailure === "DELETE" ? "delete" : "rollback";
}

function shell(context: CallContext, name: string, roleArn: string | undefined): StackRecord {
  checkStackName(name);
  const stack = newStack(context, { name, revision: undefined, roleArn });
  setStackStatus(context, stack, "REVIEW_IN_PROGRESS", "User Initiated");
  return stack;
}

function checkStack(stack: StackRecord | undefined, kind: string, input: CreateChangeSetInput): void {
  if (kind === "UPDATE") {
    if (stack === undefined) throw validationError(`Stack [${input.StackName}] does not exist`);
    checkUpdatable(stack);
    return;
  }
  if (kind === "IMPORT" && stack !== undefined && stack.status !== "REVIEW_IN_PROGRESS") {
    checkImportable(stack);
    return;
  }
  if (stack === undefined || stack.status === "REVIEW_IN_PROGRESS") return;
  throw validationError(
    `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
  );
}

function checkChangeSetName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

function namesake(stack: StackRecord, name: string): ChangeSetRecord | undefined {
  return [...stack.changeSets.values()].find(
    (changeSet) => changeSet.name === name && changeSet.status !== "DELETE_COMPLETE",
  );
}

function stackOfName(context: CallContext, name: string | undefined): StackRecord {
  if (name === undefined) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stack = findStack(context, name);
  if (stack === undefined) throw validationError(`Stack [${name}] does not exist`);
  return stack;
}

function inputDigest(input: CreateChangeSetInput): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(input))));
}
