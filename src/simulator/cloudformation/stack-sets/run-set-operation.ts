import type { StackSetOperationPreferences } from "@aws-sdk/client-cloudformation";
import { AwsFault } from "../../kernel/aws-fault.ts";
import { sessionOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { changesOutputsOrTags, computeChanges } from "../changes.ts";
import { newStack } from "../new-stack.ts";
import { parameterFromStore } from "../dynamic-references.ts";
import { readParameters } from "../parameters.ts";
import { reasonOf, templateOf } from "../stack-evaluator.ts";
import { startOperation } from "../start-operation.ts";
import { regionState } from "../state.ts";
import type { Revision, StackRecord } from "../state.ts";
import { stackSets } from "./stack-set-state.ts";
import type {
  InstanceRecord,
  SetOperationRecord,
  SetOperationResult,
  StackSetRecord,
} from "./stack-set-state.ts";

/** How often a set's operation looks at its instances. */
const pollMilliseconds = 5000;

/** Starts an operation on instances; its id is the caller's or a new one. */
export function startSetOperation(
  context: CallContext,
  set: StackSetRecord,
  request: {
    readonly OperationId?: string | undefined;
    readonly OperationPreferences?: StackSetOperationPreferences | undefined;
    readonly action: SetOperationRecord["action"];
    readonly targets: readonly InstanceRecord[];
    readonly retainStacks?: boolean;
  },
): { readonly OperationId: string } {
  const preferences = request.OperationPreferences;
  const operation: SetOperationRecord = {
    id: request.OperationId ?? context.random.uuid(),
    action: request.action,
    status: "RUNNING",
    createdAt: context.now,
    retainStacks: request.retainStacks ?? false,
    isParallel: preferences?.RegionConcurrencyType === "PARALLEL",
    tolerance: preferences?.FailureToleranceCount ?? 0,
    results: request.targets.map(({ account, region }) => ({ account, region, status: "PENDING" })),
  };
  set.operations.set(operation.id, operation);
  for (const instance of request.targets) {
    instance.detailed = "PENDING";
    instance.lastOperationId = operation.id;
  }
  proceedLater(context, set, operation);
  return { OperationId: operation.id };
}

/** Looks at what runs, starts what may start, and ends the operation when all is over. */
export function proceedSetOperation(
  context: CallContext,
  payload: { readonly set: string; readonly operation: string },
): void {
  const set = context.state(stackSets).get(payload.set);
  const operation = set?.operations.get(payload.operation);
  if (set === undefined || operation === undefined) return;
  for (const result of operation.results)
    if (result.status === "RUNNING") look(context, set, operation, result);
  const isOver = operation.status === "STOPPING" || hasFailed(operation);
  for (const result of startable(operation)) {
    if (isOver) cancel(set, result);
    else begin(context, set, operation, result);
  }
  const open = operation.results.some(({ status }) => status === "RUNNING" || status === "PENDING");
  if (open) return proceedLater(context, set, operation);
  operation.status =
    operation.status === "STOPPING" ? "STOPPED" : hasFailed(operation) ? "FAILED" : "SUCCEEDED";
  operation.endedAt = context.now;
}

/** Whether more instances failed than the operation bears. */
function hasFailed({ results, tolerance }: SetOperationRecord): boolean {
  return results.filter(({ status }) => status === "FAILED").length > tolerance;
}

/** Pending results that may start: all of them, or those of one region once the regions before it are done. */
function startable(operation: SetOperationRecord): readonly SetOperationResult[] {
  const pending = operation.results.filter(({ status }) => status === "PENDING");
  if (operation.isParallel) return pending;
  const running = operation.results.find(({ status }) => status === "RUNNING");
  const region = running?.region ?? pending[0]?.region;
  return pending.filter((result) => result.region === region);
}

function begin(
  context: CallContext,
  set: StackSetRecord,
  operation: SetOperationRecord,
  result: SetOperationResult,
): void {
  const instance = set.instances.get(`${result.account}/${result.region}`);
  if (instance === undefined) return settle(set, result, { status: "SUCCEEDED" });
  instance.detailed = "RUNNING";
  result.status = "RUNNING";
  try {
    const there = enter(context, set, instance);
    const stack = there.state(regionState).stacks.get(instance.stackId ?? "");
    const isThere = stack !== undefined && stack.status !== "DELETE_COMPLETE";
    if (operation.action === "DELETE") {
      if (!isThere || operation.retainStacks) return forget(set, result);
      startOperation(there, { stackId: stack.id, kind: "delete", principal: there.principal });
      return;
    }
    const revision = revisionFor(there, set, instance);
    if (isThere)
      return updateInstance(there, stack, revision, () => settle(set, result, { status: "SUCCEEDED" }));
    const made = newStack(there, {
      name: `StackSet-${set.name}-${context.random.uuid()}`,
      revision: undefined,
      roleArn: undefined,
    });
    instance.stackId = made.id;
    startOperation(there, { stackId: made.id, kind: "create", revision, principal: there.principal });
  } catch (error) {
    settle(set, result, { status: "FAILED", reason: reasonOf(error) });
  }
}

function updateInstance(
  there: CallContext,
  stack: StackRecord,
  revision: Revision,
  unchanged: () => void,
): void {
  const isEmpty =
    computeChanges(there, stack, revision).length === 0 && !changesOutputsOrTags(there, stack, revision);
  if (isEmpty) return unchanged();
  startOperation(there, { stackId: stack.id, kind: "update", revision, principal: there.principal });
}

function look(
  context: CallContext,
  set: StackSetRecord,
  operation: SetOperationRecord,
  result: SetOperationResult,
): void {
  const instance = set.instances.get(`${result.account}/${result.region}`);
  const { stacks } = context.state(regionState, { account: result.account, region: result.region });
  const stack = stacks.get(instance?.stackId ?? "");
  if (stack === undefined || stack.operation !== undefined) return;
  if (operation.action === "DELETE" && stack.status === "DELETE_COMPLETE") return forget(set, result);
  if (stack.status === "CREATE_COMPLETE" || stack.status === "UPDATE_COMPLETE") {
    return settle(set, result, { status: "SUCCEEDED" });
  }
  const reason = `ResourceLogicalId:${failedResource(stack)}, ResourceType:AWS::CloudFormation::Stack, ResourceStatusReason:${stack.statusReason ?? stack.status}.`;
  settle(set, result, { status: "FAILED", reason });
}

function failedResource(stack: StackRecord): string {
  return stack.events.find(({ status }) => status.endsWith("_FAILED"))?.logicalId ?? stack.name;
}

function settle(
  set: StackSetRecord,
  result: SetOperationResult,
  end: { readonly status: "SUCCEEDED" | "FAILED"; readonly reason?: string },
): void {
  const instance = set.instances.get(`${result.account}/${result.region}`);
  result.status = end.status;
  if (end.reason !== undefined) result.reason = end.reason;
  if (instance === undefined) return;
  instance.detailed = end.status;
  instance.status = end.status === "SUCCEEDED" ? "CURRENT" : "OUTDATED";
  instance.reason = end.reason;
}

function cancel(set: StackSetRecord, result: SetOperationResult): void {
  result.status = "CANCELLED";
  result.reason = "Cancelled since failure tolerance has exceeded";
  const instance = set.instances.get(`${result.account}/${result.region}`);
  if (instance === undefined) return;
  instance.detailed = "CANCELLED";
  instance.reason = result.reason;
}

function forget(set: StackSetRecord, result: SetOperationResult): void {
  result.status = "SUCCEEDED";
  set.instances.delete(`${result.account}/${result.region}`);
}

/** A context in the instance's account and region as the execution role, which the administration role must be able to assume. */
function enter(context: CallContext, set: StackSetRecord, instance: InstanceRecord): CallContext {
  const { account, region } = instance;
  const executionRole = `arn:${context.partition}:iam::${account}:role/${set.executionRoleName}`;
  try {
    context.call({
      service: "sts",
      action: "AssumeRole",
      input: { RoleArn: executionRole, RoleSessionName: "StackSets" },
      principal: sessionOf(set.administrationRoleArn, "StackSets"),
    });
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const admin = set.administrationRoleArn.split("/").at(-1);
    throw new AwsFault({
      code: "ValidationError",
      message: `Account ${account} should have '${set.executionRoleName}' role with trust relationship to Role '${admin}'.`,
      httpStatus: 400,
      fault: "client",
    });
  }
  const principal = sessionOf(executionRole, "StackSets");
  return context.world.contextFor({ service: "cloudformation", principal, account, region });
}

function revisionFor(there: CallContext, set: StackSetRecord, instance: InstanceRecord): Revision {
  const values = { ...set.revision.parameters, ...instance.overrides };
  const parameters = readParameters({
    template: templateOf(set.revision),
    given: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    fromStore: (name) => parameterFromStore(there, name),
  });
  return { ...set.revision, ...parameters };
}

function proceedLater(context: CallContext, set: StackSetRecord, operation: SetOperationRecord): void {
  context.schedule({
    event: "stack-set",
    afterMilliseconds: pollMilliseconds,
    payload: { set: set.name, operation: operation.id },
  });
}
