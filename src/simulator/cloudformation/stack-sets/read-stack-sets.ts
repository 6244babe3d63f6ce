import type {
  DescribeStackInstanceInput,
  DescribeStackSetInput,
  DescribeStackSetOperationInput,
  ListStackInstancesInput,
  ListStackSetOperationResultsInput,
  ListStackSetOperationsInput,
  ListStackSetsInput,
} from "@aws-sdk/client-cloudformation";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { maskedParameters } from "../masked-parameters.ts";
import { pageOf } from "../paging.ts";
import { stackSetNamed } from "./stack-set-refusals.ts";
import { stackSets } from "./stack-set-state.ts";
import type { InstanceRecord, SetOperationRecord, StackSetRecord } from "./stack-set-state.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSet.html */
export function describeStackSet(context: CallContext, input: DescribeStackSetInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  return {
    StackSet: {
      StackSetName: set.name,
      StackSetId: set.id,
      StackSetARN: set.arn,
      Description: set.description,
      Status: set.status,
      TemplateBody: set.revision.body,
      Parameters: maskedParameters(set.revision),
      Capabilities: set.revision.capabilities,
      Tags: Object.entries(set.revision.tags).map(([Key, Value]) => ({ Key, Value })),
      AdministrationRoleARN: set.administrationRoleArn,
      ExecutionRoleName: set.executionRoleName,
      PermissionModel: "SELF_MANAGED",
      OrganizationalUnitIds: [],
      Regions: [...new Set([...set.instances.values()].map(({ region }) => region))],
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSets.html */
export function listStackSets(context: CallContext, input: ListStackSetsInput): object {
  const all = [...context.state(stackSets).values()].filter(
    ({ status }) => input.Status === undefined || status === input.Status,
  );
  const page = pageOf(all, input.NextToken, { list: "stack-sets", size: input.MaxResults ?? 100 });
  return {
    Summaries: page.items.map((set) => ({
      StackSetName: set.name,
      StackSetId: set.id,
      Description: set.description,
      Status: set.status,
      PermissionModel: "SELF_MANAGED",
    })),
    NextToken: page.next,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackInstance.html */
export function describeStackInstance(context: CallContext, input: DescribeStackInstanceInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  const instance = set.instances.get(`${input.StackInstanceAccount}/${input.StackInstanceRegion}`);
  if (instance === undefined) {
    throw clientFault(
      "StackInstanceNotFoundException",
      `Stack instance not found for account ${input.StackInstanceAccount} and region ${input.StackInstanceRegion}`,
      404,
    );
  }
  const overrides = Object.entries(instance.overrides);
  return {
    StackInstance: {
      ...describeInstance(set, instance),
      ParameterOverrides: overrides.map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstances.html */
export function listStackInstances(context: CallContext, input: ListStackInstancesInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  const all = [...set.instances.values()].filter(
    ({ account, region }) =>
      (input.StackInstanceAccount === undefined || account === input.StackInstanceAccount) &&
      (input.StackInstanceRegion === undefined || region === input.StackInstanceRegion),
  );
  const page = pageOf(all, input.NextToken, { list: "instances", size: input.MaxResults ?? 100 });
  return { Summaries: page.items.map((instance) => describeInstance(set, instance)), NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSetOperation.html */
export function describeStackSetOperation(
  context: CallContext,
  input: DescribeStackSetOperationInput,
): object {
  const set = stackSetNamed(context, input.StackSetName);
  const operation = operationOf(set, input.OperationId);
  return {
    StackSetOperation: {
      ...summarise(operation),
      StackSetId: set.id,
      RetainStacks: operation.retainStacks,
      AdministrationRoleARN: set.administrationRoleArn,
      ExecutionRoleName: set.executionRoleName,
    },
  };
}

/** Newest first. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperations.html */
export function listStackSetOperations(context: CallContext, input: ListStackSetOperationsInput): object {
  const set = stackSetNamed(context, input.StackSetName);
  const all = [...set.operations.values()].toReversed();
  const page = pageOf(all, input.NextToken, { list: "set-operations", size: input.MaxResults ?? 100 });
  return { Summaries: page.items.map(summarise), NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperationResults.html */
export function listStackSetOperationResults(
  context: CallContext,
  input: ListStackSetOperationResultsInput,
): object {
  const set = stackSetNamed(context, input.StackSetName);
  const operation = operationOf(set, input.OperationId);
  const page = pageOf(operation.results, input.NextToken, { list: "results", size: input.MaxResults ?? 100 });
  return {
    Summaries: page.items.map(({ account, region, status, reason }) => ({
      Account: account,
      Region: region,
      Status: status,
      StatusReason: reason,
    })),
    NextToken: page.next,
  };
}

function describeInstance(set: StackSetRecord, instance: InstanceRecord): object {
  return {
    StackSetId: set.id,
    Account: instance.account,
    Region: instance.region,
    StackId: instance.stackId,
    Status: instance.status,
    StatusReason: instance.reason,
    StackInstanceStatus: { DetailedStatus: instance.detailed },
    DriftStatus: "NOT_CHECKED",
    LastOperationId: instance.lastOperationId,
  };
}

function operationOf(set: StackSetRecord, id: string | undefined): SetOperationRecord {
  const operation = set.operations.get(id ?? "");
  if (operation === undefined) {
    throw clientFault(
      "OperationNotFoundException",
      `Operation ${id} not found for StackSet ${set.name}`,
      404,
    );
  }
  return operation;
}

function summarise(operation: SetOperationRecord): object {
  return {
    OperationId: operation.id,
    Action: operation.action,
    Status: operation.status,
    CreationTimestamp: operation.createdAt,
    EndTimestamp: operation.endedAt,
    StatusDetails: {
      FailedStackInstancesCount: operation.results.filter(({ status }) => status === "FAILED").length,
    },
  };
}
