import { queryErrors } from "../kernel/error-style.ts";
import { operation } from "../kernel/service.ts";
import type {
  CallContext,
  NeededPermission,
  Operation,
  OperationModel,
  ServiceModel,
} from "../kernel/service.ts";
import { proceedDeletion } from "./delete-change-set.ts";
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
  endDetection,
} from "./drift/drift-operations.ts";
import { answerTask, pollTask } from "./engine.ts";
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from "./operations/change-sets.ts";
import { describeEvents, describeStackEvents } from "./operations/read-events.ts";
import {
  describeStackResource,
  describeStackResources,
  describeStacks,
  getStackPolicy,
  listExports,
  listImports,
  listStackResources,
  listStacks,
  setStackPolicy,
} from "./operations/read-stacks.ts";
import { getTemplate, getTemplateSummary, validateTemplate } from "./operations/read-templates.ts";
import {
  cancelUpdateStack,
  continueUpdateRollback,
  createStack,
  deleteStack,
  rollbackStack,
  updateStack,
  updateTerminationProtection,
} from "./operations/stacks.ts";
import { findStack } from "./refusals.ts";
import {
  releaseHeld,
  rollbackHeld,
  runOperation,
  startOperation,
  timeOutCreation,
} from "./start-operation.ts";
import type { StartRequest } from "./start-operation.ts";
import type { TaskAddress, TaskOutcome } from "./state.ts";
import {
  createStackInstances,
  createStackSet,
  deleteStackInstances,
  deleteStackSet,
  stopStackSetOperation,
  updateStackInstances,
  updateStackSet,
} from "./stack-sets/change-stack-sets.ts";
import {
  describeStackInstance,
  describeStackSet,
  describeStackSetOperation,
  listStackInstances,
  listStackSetOperationResults,
  listStackSetOperations,
  listStackSets,
} from "./stack-sets/read-stack-sets.ts";
import { proceedSetOperation } from "./stack-sets/run-set-operation.ts";
import { stackSets } from "./stack-sets/stack-set-state.ts";
import { proceedChangeSet } from "./work-out-change-set.ts";

/** CloudFormation. */
export const cloudFormationService: ServiceModel = {
  name: "cloudformation",
  iamPrefix: "cloudformation",
  errors: queryErrors,
  operations: {
    CancelUpdateStack: onStack("CancelUpdateStack", cancelUpdateStack),
    ContinueUpdateRollback: onStack("ContinueUpdateRollback", continueUpdateRollback),
    CreateChangeSet: onStack("CreateChangeSet", createChangeSet),
    CreateStack: onStack("CreateStack", createStack),
    DeleteChangeSet: onStack("DeleteChangeSet", deleteChangeSet),
    DeleteStack: onStack("DeleteStack", deleteStack),
    DescribeChangeSet: onStack("DescribeChangeSet", describeChangeSet),
    DescribeEvents: onStack("DescribeEvents", describeEvents),
    DescribeStackDriftDetectionStatus: operation(describeStackDriftDetectionStatus),
    DescribeStackResourceDrifts: onStack("DescribeStackResourceDrifts", describeStackResourceDrifts),
    DetectStackDrift: onStack("DetectStackDrift", detectStackDrift),
    DetectStackResourceDrift: onStack("DetectStackResourceDrift", detectStackResourceDrift),
    DescribeStackEvents: onStack("DescribeStackEvents", describeStackEvents),
    DescribeStackResource: onStack("DescribeStackResource", describeStackResource),
    DescribeStackResources: onStack("DescribeStackResources", describeStackResources),
    DescribeStacks: onStack("DescribeStacks", describeStacks),
    ExecuteChangeSet: onStack("ExecuteChangeSet", executeChangeSet),
    GetStackPolicy: onStack("GetStackPolicy", getStackPolicy),
    GetTemplate: onStack("GetTemplate", getTemplate),
    GetTemplateSummary: onStack("GetTemplateSummary", getTemplateSummary),
    ListChangeSets: onStack("ListChangeSets", listChangeSets),
    ListExports: operation(listExports),
    ListImports: operation(listImports),
    ListStackResources: onStack("ListStackResources", listStackResources),
    ListStacks: operation(listStacks),
    RollbackStack: onStack("RollbackStack", rollbackStack),
    SetStackPolicy: onStack("SetStackPolicy", setStackPolicy),
    UpdateStack: onStack("UpdateStack", updateStack),
    UpdateTerminationProtection: onStack("UpdateTerminationProtection", updateTerminationProtection),
    ValidateTemplate: operation(validateTemplate),
    CreateStackInstances: onStackSet("CreateStackInstances", createStackInstances),
    CreateStackSet: onStackSet("CreateStackSet", createStackSet),
    DeleteStackInstances: onStackSet("DeleteStackInstances", deleteStackInstances),
    DeleteStackSet: onStackSet("DeleteStackSet", deleteStackSet),
    DescribeStackInstance: onStackSet("DescribeStackInstance", describeStackInstance),
    DescribeStackSet: onStackSet("DescribeStackSet", describeStackSet),
    DescribeStackSetOperation: onStackSet("DescribeStackSetOperation", describeStackSetOperation),
    ListStackInstances: onStackSet("ListStackInstances", listStackInstances),
    ListStackSetOperationResults: onStackSet("ListStackSetOperationResults", listStackSetOperationResults),
    ListStackSetOperations: onStackSet("ListStackSetOperations", listStackSetOperations),
    ListStackSets: operation(listStackSets),
    StopStackSetOperation: onStackSet("StopStackSetOperation", stopStackSetOperation),
    UpdateStackInstances: onStackSet("UpdateStackInstances", updateStackInstances),
    UpdateStackSet: onStackSet("UpdateStackSet", updateStackSet),
  },
  events: {
    "change-set": proceedChangeSet,
    "delete-change-set": proceedDeletion,
    drift: endDetection,
    poll: pollTask,
    release: (context: CallContext, { stackId }: { readonly stackId: string }) =>
      releaseHeld(context, stackId),
    rollback: (context: CallContext, { stackId }: { readonly stackId: string }) =>
      rollbackHeld(context, stackId),
    run: runOperation,
    settle: (
      context: CallContext,
      payload: { readonly address: TaskAddress; readonly outcome: TaskOutcome },
    ) => answerTask(context, payload.address, payload.outcome),
    start: (context: CallContext, request: StartRequest) => {
      startOperation(context, request);
    },
    "stack-set": proceedSetOperation,
    timeout: timeOutCreation,
  },
};

/**
 * An operation that needs its own action on the stack that it names, with the stack's tags as condition values.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
function onStack(action: string, run: Operation): OperationModel {
  return { ...operation(run), permissions: (context, input) => [permissionOn(context, action, input)] };
}

/** An operation that needs its own action on the StackSet that it names. */
function onStackSet(action: string, run: Operation): OperationModel {
  return {
    ...operation(run),
    permissions: (context, { StackSetName: name }) => {
      const set = context.state(stackSets).get(String(name));
      const unknown = `arn:${context.partition}:cloudformation:${context.region}:${context.account}:stackset/${String(name)}:*`;
      return [{ action: `cloudformation:${action}`, resource: set?.arn ?? unknown }];
    },
  };
}

interface StackInput {
  readonly StackName?: string | undefined;
  readonly ChangeSetName?: string | undefined;
}

function permissionOn(context: CallContext, action: string, input: StackInput): NeededPermission {
  const stack = findStack(context, input.StackName);
  const name = input.StackName ?? "*";
  const unknown = name.startsWith("arn:")
    ? name
    : `arn:${context.partition}:cloudformation:${context.region}:${context.account}:stack/${name}/*`;
  const tags = Object.entries(stack?.current?.tags ?? {}).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value] as const,
    [`cloudformation:ResourceTag/${key}`, value] as const,
  ]);
  return {
    action: `cloudformation:${action}`,
    resource: stack?.id ?? unknown,
    ...(tags.length === 0 ? {} : { conditionValues: Object.fromEntries(tags) }),
  };
}
