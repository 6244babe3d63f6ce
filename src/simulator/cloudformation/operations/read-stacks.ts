import type {
  DescribeStackResourceInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  GetStackPolicyInput,
  ListExportsInput,
  ListImportsInput,
  ListStackResourcesInput,
  ListStacksInput,
  SetStackPolicyInput,
} from "@aws-sdk/client-cloudformation";
import { validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { importersOf } from "../exports.ts";
import { maskedParameters } from "../masked-parameters.ts";
import { pageOf } from "../paging.ts";
import { findStack, required, stackToChange, stackToRead } from "../refusals.ts";
import { readPolicy } from "../stack-policy-text.ts";
import { regionState } from "../state.ts";
import type { ResourceRecord, StackRecord } from "../state.ts";

/** How long a deleted stack stays in lists: 90 days. */
const deletedFor = 90 * 24 * 3_600_000;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export function describeStacks(context: CallContext, input: DescribeStacksInput): object {
  if (input.StackName !== undefined) {
    return { Stacks: [describeStack(stackToRead(context, input.StackName))] };
  }
  const living = [...context.state(regionState).stacks.values()].filter(
    ({ status }) => status !== "DELETE_COMPLETE",
  );
  const page = pageOf(living.toReversed(), input.NextToken, { list: "stacks" });
  return { Stacks: page.items.map(describeStack), NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export function listStacks(context: CallContext, input: ListStacksInput): object {
  const filter: readonly string[] | undefined = input.StackStatusFilter;
  const now = context.now.getTime();
  const chosen = [...context.state(regionState).stacks.values()].filter(
    ({ status, deletedAt }) =>
      (filter === undefined || filter.length === 0 || filter.includes(status)) &&
      (deletedAt === undefined || now - deletedAt.getTime() <= deletedFor),
  );
  const page = pageOf(chosen.toReversed(), input.NextToken, { list: "stack-summaries" });
  return { StackSummaries: page.items.map(summarise), NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export function describeStackResources(context: CallContext, input: DescribeStackResourcesInput): object {
  const stack =
    input.StackName === undefined
      ? stackOfResource(context, required(input.PhysicalResourceId, "physicalResourceId"))
      : stackToRead(context, input.StackName);
  const wanted = input.LogicalResourceId;
  const records = [...stack.resources.values()].filter(
    ({ logicalId }) => wanted === undefined || logicalId === wanted,
  );
  if (wanted !== undefined && records.length === 0) throw noResource(wanted, stack);
  return {
    StackResources: records.slice(0, 100).map((record) => ({
      StackName: stack.name,
      StackId: stack.id,
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      Timestamp: record.updatedAt,
      ResourceStatus: record.status,
      ResourceStatusReason: record.statusReason,
      DriftInformation: driftOf(record),
    })),
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export function describeStackResource(context: CallContext, input: DescribeStackResourceInput): object {
  const stack = stackToRead(context, input.StackName);
  const wanted = required(input.LogicalResourceId, "logicalResourceId");
  const record = stack.resources.get(wanted);
  if (record === undefined) throw noResource(wanted, stack);
  return {
    StackResourceDetail: {
      StackName: stack.name,
      StackId: stack.id,
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      LastUpdatedTimestamp: record.updatedAt,
      ResourceStatus: record.status,
      ResourceStatusReason: record.statusReason,
      Metadata: JSON.stringify(record.live.metadata ?? {}),
      DriftInformation: driftOf(record),
    },
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export function listStackResources(context: CallContext, input: ListStackResourcesInput): object {
  const stack = stackToRead(context, input.StackName);
  const page = pageOf([...stack.resources.values()], input.NextToken, { list: "resources" });
  return {
    StackResourceSummaries: page.items.map((record) => ({
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      LastUpdatedTimestamp: record.updatedAt,
      ResourceStatus: record.status,
      ResourceStatusReason: record.statusReason,
      DriftInformation: driftOf(record),
    })),
    NextToken: page.next,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export function listExports(context: CallContext, input: ListExportsInput): object {
  const all = [...context.state(regionState).exports.values()];
  const page = pageOf(all, input.NextToken, { list: "exports" });
  return {
    Exports: page.items.map(({ name, value, stackId }) => ({
      ExportingStackId: stackId,
      Name: name,
      Value: value,
    })),
    NextToken: page.next,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html */
export function listImports(context: CallContext, input: ListImportsInput): object {
  const name = required(input.ExportName, "exportName");
  const importers = importersOf(context.state(regionState), name);
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const page = pageOf(importers, input.NextToken, { list: "imports" });
  return { Imports: page.items.map((stack) => stack.name), NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export function getStackPolicy(context: CallContext, input: GetStackPolicyInput): object {
  const { policy } = stackToRead(context, input.StackName);
  return policy === undefined ? {} : { StackPolicyBody: JSON.stringify(policy) };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export function setStackPolicy(context: CallContext, input: SetStackPolicyInput): object {
  const stack = stackToChange(context, input.StackName);
  stack.policy = readPolicy(context, input.StackPolicyBody, input.StackPolicyURL);
  return {};
}

function describeStack(stack: StackRecord): object {
  const { current } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: [...stack.changeSets.values()].findLast(({ executionStatus }) =>
      executionStatus.startsWith("EXECUTE_"),
    )?.id,
    Description: current?.description,
    Parameters: current === undefined ? [] : maskedParameters(current),
    CreationTime: stack.createdAt,
    DeletionTime: stack.deletedAt,
    LastUpdatedTime: stack.updatedAt,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: current?.notificationArns ?? [],
    TimeoutInMinutes: stack.timeoutMinutes,
    Capabilities: current?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: Object.entries(current?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    EnableTerminationProtection: stack.terminationProtection,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: stack.driftStatus, LastCheckTimestamp: stack.lastDriftCheck },
  };
}

function summarise(stack: StackRecord): object {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.current?.description,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: stack.driftStatus, LastCheckTimestamp: stack.lastDriftCheck },
  };
}

function driftOf(record: ResourceRecord): object {
  if (record.drift === undefined) return { StackResourceDriftStatus: "NOT_CHECKED" };
  return { StackResourceDriftStatus: record.drift.status, LastCheckTimestamp: record.drift.checkedAt };
}

function stackOfResource(context: CallContext, physicalId: string): StackRecord {
  for (const stack of context.state(regionState).stacks.values()) {
    if (stack.status === "DELETE_COMPLETE") continue;
    for (const record of stack.resources.values()) if (record.physicalId === physicalId) return stack;
  }
  const named = findStack(context, physicalId);
  if (named !== undefined) return named;
  throw validationError(`Stack for ${physicalId} does not exist`);
}

function noResource(logicalId: string, stack: StackRecord): Error {
  return validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
}
