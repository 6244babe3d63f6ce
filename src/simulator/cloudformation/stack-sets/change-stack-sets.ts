import type {
  CreateStackInstancesInput,
  CreateStackSetInput,
  DeleteStackInstancesInput,
  DeleteStackSetInput,
  Parameter,
  StopStackSetOperationInput,
  UpdateStackInstancesInput,
  UpdateStackSetInput,
} from "@aws-sdk/client-cloudformation";
import { clientFault, validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { readRevision } from "../read-revision.ts";
import { required } from "../refusals.ts";
import type { StackRecord } from "../state.ts";
import { startSetOperation } from "./run-set-operation.ts";
import { checkOperation, checkSetName, stackSetNamed } from "./stack-set-refusals.ts";
import { stackSets } from "./stack-set-state.ts";
import type { InstanceRecord, StackSetRecord } from "./stack-set-state.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html */
export function createStackSet(
  context: CallContext,
  input: CreateStackSetInput,
): { readonly StackSetId: string } {
  const name = required(input.StackSetName, "stackSetName");
  checkSetName(name);
  const sets = context.state(stackSets);
  if (sets.get(name)?.status === "ACTIVE") {
    throw clientFault("NameAlreadyExistsException", `StackSet with name ${name} already exists`, 409);
  }
  if (input.PermissionModel === "SERVICE_MANAGED") {
    throw validationError("the simulated AWS has no organizations: StackSets are self-managed");
  }
  const { account, region, partition, random } = context;
  const id = `${name}:${random.uuid()}`;
  const set: StackSetRecord = {
    name,
    id,
    arn: `arn:${partition}:cloudformation:${region}:${account}:stackset/${id}`,
    status: "ACTIVE",
    description: input.Description,
    revision: readRevision(context, input, undefined),
    administrationRoleArn:
      input.AdministrationRoleARN ??
      `arn:${partition}:iam::${account}:role/AWSCloudFormationStackSetAdministrationRole`,
    executionRoleName: input.ExecutionRoleName ?? "AWSCloudFormationStackSetExecutionRole",
    instances: new Map(),
    operations: new Map(),
  };
  passRole(context, input.AdministrationRoleARN);
  sets.set(name, set);
  return { StackSetId: id };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html */
export function updateStackSet(
  context: CallContext,
  input: UpdateStackSetInput,
): { readonly OperationId: string } {
  const set = stackSetNamed(context, input.StackSetName);
  checkOperation(set, input.OperationId);
  // Readers of a revision take the previous template, parameters and tags from a stack; a set has them as well.
  const revision = readRevision(context, input, { current: set.revision } as StackRecord);
  passRole(context, input.AdministrationRoleARN);
  set.revision = revision;
  set.description = input.Description ?? set.description;
  set.administrationRoleArn = input.AdministrationRoleARN ?? set.administrationRoleArn;
  set.executionRoleName = input.ExecutionRoleName ?? set.executionRoleName;
  const { Accounts: accounts, Regions: regions } = input;
  const all = [...set.instances.values()];
  for (const instance of all) instance.status = "OUTDATED";
  const targets = all.filter(
    ({ account, region }) =>
      (accounts === undefined || accounts.includes(account)) &&
      (regions === undefined || regions.includes(region)),
  );
  return startSetOperation(context, set, { ...input, action: "UPDATE", targets });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackSet.html */
export function deleteStackSet(context: CallContext, input: DeleteStackSetInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  checkOperation(set, undefined);
  if (set.instances.size > 0) {
    throw clientFault("StackSetNotEmptyException", "StackSet is not empty", 409);
  }
  set.status = "DELETED";
  return {};
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackInstances.html */
export function createStackInstances(
  context: CallContext,
  input: CreateStackInstancesInput,
): { readonly OperationId: string } {
  const set = stackSetNamed(context, input.StackSetName);
  checkOperation(set, input.OperationId);
  const targets = placesOf(input).map(({ account, region }) => {
    const key = `${account}/${region}`;
    const known = set.instances.get(key);
    const instance: InstanceRecord = known ?? {
      account,
      region,
      stackId: undefined,
      status: "OUTDATED",
      detailed: "PENDING",
      reason: undefined,
      overrides: {},
      lastOperationId: undefined,
    };
    instance.overrides = overridesIn(input.ParameterOverrides);
    set.instances.set(key, instance);
    return instance;
  });
  return startSetOperation(context, set, { ...input, action: "CREATE", targets });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackInstances.html */
export function updateStackInstances(
  context: CallContext,
  input: UpdateStackInstancesInput,
): { readonly OperationId: string } {
  const set = stackSetNamed(context, input.StackSetName);
  checkOperation(set, input.OperationId);
  const targets = existing(set, placesOf(input));
  if (input.ParameterOverrides !== undefined) {
    for (const instance of targets) instance.overrides = overridesIn(input.ParameterOverrides);
  }
  return startSetOperation(context, set, { ...input, action: "UPDATE", targets });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackInstances.html */
export function deleteStackInstances(
  context: CallContext,
  input: DeleteStackInstancesInput,
): { readonly OperationId: string } {
  const set = stackSetNamed(context, input.StackSetName);
  checkOperation(set, input.OperationId);
  const targets = placesOf(input).flatMap(
    ({ account, region }) => set.instances.get(`${account}/${region}`) ?? [],
  );
  return startSetOperation(context, set, {
    ...input,
    action: "DELETE",
    targets,
    retainStacks: input.RetainStacks === true,
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StopStackSetOperation.html */
export function stopStackSetOperation(context: CallContext, input: StopStackSetOperationInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  const operation = set.operations.get(required(input.OperationId, "operationId"));
  if (operation === undefined) {
    throw clientFault("OperationNotFoundException", `Operation ${input.OperationId} not found`, 404);
  }
  if (operation.status !== "RUNNING") {
    throw clientFault(
      "InvalidOperationException",
      `Operation ${operation.id} is in status ${operation.status} and cannot be stopped`,
    );
  }
  operation.status = "STOPPING";
  return {};
}

function placesOf(input: {
  readonly Accounts?: readonly string[] | undefined;
  readonly Regions?: readonly string[] | undefined;
}): readonly { readonly account: string; readonly region: string }[] {
  const { Accounts: accounts = [], Regions: regions = [] } = input;
  if (accounts.length === 0) throw validationError("Accounts list cannot be empty");
  if (regions.length === 0) throw validationError("Regions list cannot be empty");
  return regions.flatMap((region) => accounts.map((account) => ({ account, region })));
}

function existing(
  set: StackSetRecord,
  places: readonly { readonly account: string; readonly region: string }[],
): readonly InstanceRecord[] {
  return places.map(({ account, region }) => {
    const instance = set.instances.get(`${account}/${region}`);
    if (instance !== undefined) return instance;
    throw clientFault(
      "StackInstanceNotFoundException",
      `Stack instance not found for account ${account} and region ${region}`,
      404,
    );
  });
}

function overridesIn(parameters: readonly Parameter[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey ?? "", ParameterValue ?? ""]),
  );
}

function passRole(context: CallContext, roleArn: string | undefined): void {
  if (roleArn === undefined) return;
  context.authorize({
    action: "iam:PassRole",
    resource: roleArn,
    conditionValues: { "iam:PassedToService": "cloudformation.amazonaws.com" },
  });
}
