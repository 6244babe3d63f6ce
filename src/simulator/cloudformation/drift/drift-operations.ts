import type {
  DescribeStackDriftDetectionStatusInput,
  DescribeStackResourceDriftsInput,
  DetectStackDriftInput,
  DetectStackResourceDriftInput,
} from "@aws-sdk/client-cloudformation";
import type { Json } from "../../../domain/template.ts";
import { AwsFault, validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { required, stackToChange, stackToRead } from "../refusals.ts";
import { regionState } from "../state.ts";
import type { DriftDetection, ResourceDrift, ResourceRecord, StackRecord } from "../state.ts";
import { detectDrift } from "./detect-drift.ts";

/** Statuses in which drift can be looked for. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html */
const detectable: ReadonlySet<string> = new Set([
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "UPDATE_ROLLBACK_FAILED",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html */
export function detectStackDrift(
  context: CallContext,
  input: DetectStackDriftInput,
): { readonly StackDriftDetectionId: string } {
  const stack = stackToChange(context, input.StackName);
  checkDetectable(stack);
  const { driftDetections } = context.state(regionState);
  const running = [...driftDetections.values()].some(
    ({ stackId, status }) => stackId === stack.id && status === "DETECTION_IN_PROGRESS",
  );
  if (running) {
    throw validationError(`Drift detection is already in progress for stack [${stack.id}]`);
  }
  const detection: DriftDetection = {
    id: context.random.uuid(),
    stackId: stack.id,
    startedAt: context.now,
    status: "DETECTION_IN_PROGRESS",
  };
  driftDetections.set(detection.id, detection);
  context.schedule({
    event: "drift",
    afterMilliseconds: 3000 + 500 * stack.resources.size,
    payload: {
      detection: detection.id,
      resources: input.LogicalResourceIds ?? [],
      principal: context.principal,
    },
  });
  return { StackDriftDetectionId: detection.id };
}

/** Ends a detection: every supported resource is compared, as the caller who asked. */
export function endDetection(
  context: CallContext,
  payload: {
    readonly detection: string;
    readonly resources: readonly string[];
    readonly principal: CallContext["principal"];
  },
): void {
  const state = context.state(regionState);
  const detection = state.driftDetections.get(payload.detection);
  const stack = state.stacks.get(detection?.stackId ?? "");
  if (detection === undefined || stack === undefined) return;
  const reader = context.as(payload.principal);
  const chosen = [...stack.resources.values()].filter(
    ({ logicalId }) => payload.resources.length === 0 || payload.resources.includes(logicalId),
  );
  const refused: string[] = [];
  for (const record of chosen) {
    try {
      record.drift = detectDrift(reader, record);
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      refused.push(`Failed to detect drift on resource [${record.logicalId}]: ${error.message}`);
    }
  }
  const drifted = [...stack.resources.values()].filter(({ drift }) => isDrifted(drift)).length;
  detection.drifted = drifted;
  detection.driftStatus = drifted > 0 ? "DRIFTED" : "IN_SYNC";
  detection.status = refused.length > 0 ? "DETECTION_FAILED" : "DETECTION_COMPLETE";
  if (refused.length > 0) detection.statusReason = refused.join(" ");
  stack.driftStatus = detection.driftStatus;
  stack.lastDriftCheck = context.now;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html */
export function describeStackDriftDetectionStatus(
  context: CallContext,
  input: DescribeStackDriftDetectionStatusInput,
): object {
  const id = required(input.StackDriftDetectionId, "stackDriftDetectionId");
  const detection = context.state(regionState).driftDetections.get(id);
  if (detection === undefined) throw validationError(`DriftDetectionId: ${id} does not exist`);
  return {
    StackId: detection.stackId,
    StackDriftDetectionId: detection.id,
    StackDriftStatus: detection.driftStatus,
    DetectionStatus: detection.status,
    DetectionStatusReason: detection.statusReason,
    DriftedStackResourceCount: detection.drifted,
    Timestamp: detection.startedAt,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
export function describeStackResourceDrifts(
  context: CallContext,
  input: DescribeStackResourceDriftsInput,
): object {
  const stack = stackToRead(context, input.StackName);
  const wanted: readonly string[] | undefined = input.StackResourceDriftStatusFilters;
  const found = [...stack.resources.values()].flatMap((record) =>
    record.drift === undefined || (wanted !== undefined && !wanted.includes(record.drift.status))
      ? []
      : [describe(stack, record, record.drift)],
  );
  const page = pageOf(found, input.NextToken, { list: "drifts", size: input.MaxResults ?? 100 });
  return { StackResourceDrifts: page.items, NextToken: page.next };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackResourceDrift.html */
export function detectStackResourceDrift(context: CallContext, input: DetectStackResourceDriftInput): object {
  const stack = stackToChange(context, input.StackName);
  checkDetectable(stack);
  const id = required(input.LogicalResourceId, "logicalResourceId");
  const record = stack.resources.get(id);
  if (record === undefined) throw validationError(`Resource ${id} does not exist for stack ${stack.name}`);
  record.drift = detectDrift(context, record);
  if (record.drift === undefined) {
    throw validationError(`Drift detection is not supported for resource type [${record.type}]`);
  }
  return { StackResourceDrift: describe(stack, record, record.drift) };
}

function checkDetectable(stack: StackRecord): void {
  if (detectable.has(stack.status)) return;
  throw validationError(
    `Drift detection cannot be performed on stack [${stack.id}] while in [${stack.status}] status`,
  );
}

function isDrifted(drift: ResourceDrift | undefined): boolean {
  return drift?.status === "MODIFIED" || drift?.status === "DELETED";
}

function describe(stack: StackRecord, record: ResourceRecord, drift: ResourceDrift): object {
  return {
    StackId: stack.id,
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    ExpectedProperties: JSON.stringify(drift.expected),
    ActualProperties: drift.status === "DELETED" ? undefined : JSON.stringify(drift.actual),
    PropertyDifferences: drift.differences.map(({ path, expected, actual, type }) => ({
      PropertyPath: path,
      ExpectedValue: asText(expected),
      ActualValue: asText(actual),
      DifferenceType: type,
    })),
    StackResourceDriftStatus: drift.status,
    Timestamp: drift.checkedAt,
  };
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
