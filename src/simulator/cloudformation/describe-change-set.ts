import { pageOf } from "./paging.ts";
import { maskedParameters } from "./masked-parameters.ts";
import type { ChangeDetail, ChangeRecord, ChangeSetRecord } from "./change-set-state.ts";
import type { StackRecord } from "./state.ts";

/** A change set as `DescribeChangeSet` shows it. Property values are shown only when asked for. */
export function describeChangeSetRecord(
  stack: StackRecord,
  changeSet: ChangeSetRecord,
  options: { readonly token: string | undefined; readonly includeValues: boolean },
): object {
  const page = pageOf(changeSet.changes, options.token, { list: "changes" });
  const { revision } = changeSet;
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    Description: changeSet.description,
    Parameters: maskedParameters(revision),
    CreationTime: changeSet.createdAt,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    NotificationARNs: revision.notificationArns,
    RollbackConfiguration: {},
    Capabilities: revision.capabilities,
    Tags: Object.entries(revision.tags).map(([Key, Value]) => ({ Key, Value })),
    Changes: page.items.map((change) => ({
      Type: "Resource",
      ResourceChange: describeChange(change, options),
    })),
    NextToken: page.next,
    IncludeNestedStacks: changeSet.includeNestedStacks,
    ParentChangeSetId: changeSet.parentChangeSetId,
    RootChangeSetId: changeSet.rootChangeSetId,
    OnStackFailure: changeSet.onStackFailure,
    ImportExistingResources: changeSet.importExistingResources,
  };
}

function describeChange(
  change: ChangeRecord,
  { includeValues }: { readonly includeValues: boolean },
): object {
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    Replacement: change.replacement,
    Scope: change.scope,
    Details: change.details.map((detail) => describeDetail(detail, includeValues)),
    ChangeSetId: change.changeSetId,
    ...(includeValues ? { BeforeContext: change.beforeContext, AfterContext: change.afterContext } : {}),
  };
}

function describeDetail(detail: ChangeDetail, includeValues: boolean): object {
  return {
    Target: {
      Attribute: detail.attribute,
      Name: detail.name,
      RequiresRecreation: detail.requiresRecreation,
      ...(includeValues ? { Path: detail.path, BeforeValue: detail.before, AfterValue: detail.after } : {}),
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.causingEntity,
  };
}
