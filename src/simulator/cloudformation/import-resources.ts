import type { JsonMap } from "../../domain/template.ts";
import { AwsFault } from "../kernel/aws-fault.ts";
import type { Cell } from "../kernel/cells.ts";
import type { CallContext } from "../kernel/service.ts";
import { schemaOf } from "../resources/schema-facts.ts";
import { dependenciesOf } from "./dependencies.ts";
import { mapOf } from "./evaluate.ts";
import { freshIdentity } from "./plain-resource.ts";
import { requestOf } from "./provision-request.ts";
import { setResourceStatus } from "./record-event.ts";
import { faultFor } from "./resource-faults.ts";
import { deployEvaluator, templateOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { LiveResource, ResourceRecord, StackRecord, Task, TaskOutcome } from "./state.ts";

/** Resources that stacks left behind by their policies, by `<type>|<physical id>`. */
const leftBehind: Cell<Map<string, LiveResource>> = {
  name: "cloudformation/left-behind",
  scope: "region",
  initial: () => new Map(),
};

/** How services that are played are asked whether something is there. */
const questions: Readonly<Record<string, (id: string) => readonly [string, string, object]>> = {
  "AWS::S3::Bucket": (Bucket) => ["s3", "HeadBucket", { Bucket }],
  "AWS::ECR::Repository": (id) => ["ecr", "DescribeRepositories", { repositoryNames: [id] }],
  "AWS::IAM::Role": (RoleName) => ["iam", "GetRole", { RoleName }],
};

/** Remembers a resource that a stack lets go of without deleting it. */
export function leaveBehind(context: CallContext, type: string, live: LiveResource): void {
  context.state(leftBehind).set(`${type}|${live.physicalId}`, live);
}

/** Takes a resource into a stack; answers how that ended, and after how many milliseconds it is told. */
export function beginImport(
  context: CallContext,
  stack: StackRecord,
  task: Task,
): { readonly milliseconds: number; readonly outcome: TaskOutcome } {
  const record = importedRecord(context, stack, task);
  stack.resources.set(task.logicalId, record);
  task.state = "running";
  task.shows = "IMPORT";
  setResourceStatus(context, stack, record, {
    status: "IMPORT_IN_PROGRESS",
    reason: "Resource import started.",
  });
  const request = requestOf(context, stack, task);
  const reason = faultFor(request)?.reason ?? refusal(context, stack, record);
  if (reason !== undefined) return { milliseconds: 2000, outcome: { kind: "failed", reason } };
  const kept = context.state(leftBehind).get(`${record.type}|${record.physicalId}`);
  const attributes = kept?.attributes ?? freshIdentity(request).attributes;
  record.live = Object.freeze({ ...record.live, attributes });
  return { milliseconds: 5000, outcome: { kind: "done", attributes } };
}

/** Lets go of a resource that a failed import had taken in. */
export function beginRelease(
  context: CallContext,
  stack: StackRecord,
  task: Task,
): { readonly milliseconds: number; readonly outcome: TaskOutcome } {
  task.state = "running";
  task.shows = "IMPORT_ROLLBACK";
  const record = stack.resources.get(task.logicalId);
  if (record !== undefined) {
    setResourceStatus(context, stack, record, { status: "IMPORT_ROLLBACK_IN_PROGRESS" });
  }
  const fault = faultFor(requestOf(context, stack, task));
  return {
    milliseconds: 1000,
    outcome: fault === undefined ? { kind: "done" } : { kind: "failed", reason: fault.reason },
  };
}

/** A task for each resource that an import takes in, all side by side. */
export function importTasks(identifiers: Readonly<Record<string, string>>): Map<string, Task> {
  return tasksFor(Object.keys(identifiers), "import");
}

/** A task for each resource that a failed import took in. */
export function releaseTasks(stack: StackRecord): Map<string, Task> {
  const touched = [...stack.resources.values()].filter(({ touched: isTouched }) => isTouched);
  return tasksFor(
    touched.map(({ logicalId }) => logicalId),
    "release",
  );
}

function tasksFor(ids: readonly string[], verb: "import" | "release"): Map<string, Task> {
  return new Map(
    ids.map((id) => [id, { key: id, logicalId: id, verb, waitsFor: [], state: "waiting" } satisfies Task]),
  );
}

function importedRecord(context: CallContext, stack: StackRecord, task: Task): ResourceRecord {
  const revision = stack.current;
  const template = revision === undefined ? undefined : templateOf(revision);
  const definition = template?.Resources[task.logicalId];
  if (revision === undefined || template === undefined || definition === undefined) {
    throw new Error(`no resource ${task.logicalId} in the template of ${stack.name}`);
  }
  const evaluator = deployEvaluator(context, stack, revision);
  const properties: JsonMap = mapOf(evaluator.value(definition.Properties ?? {}));
  const physicalId = stack.operation?.importing?.[task.logicalId] ?? "";
  return {
    logicalId: task.logicalId,
    type: definition.Type,
    physicalId,
    status: "IMPORT_IN_PROGRESS",
    updatedAt: context.now,
    live: {
      physicalId,
      properties,
      attributes: {},
      tags: schemaOf(definition.Type)?.tags === undefined ? {} : revision.tags,
      metadata: definition.Metadata,
      deletionPolicy: definition.DeletionPolicy ?? "Delete",
      updateReplacePolicy: definition.UpdateReplacePolicy ?? "Delete",
      dependsOn: dependenciesOf(task.logicalId, template, evaluator.holds),
    },
    touched: true,
  };
}

/** Why a resource cannot be taken in: another stack has it, or it is not there. */
function refusal(context: CallContext, stack: StackRecord, record: ResourceRecord): string | undefined {
  const { type, physicalId } = record;
  const owner = [...context.state(regionState).stacks.values()].find(
    (other) => other.id !== stack.id && other.status !== "DELETE_COMPLETE" && owns(other, record),
  );
  if (owner !== undefined) return `${physicalId} already exists in stack ${owner.id}`;
  if (context.state(leftBehind).has(`${type}|${physicalId}`) || isThere(context, record)) return undefined;
  return `Resource of type '${type}' with identifier '${physicalId}' was not found.`;
}

function owns(stack: StackRecord, { type, physicalId }: ResourceRecord): boolean {
  return [...stack.resources.values()].some(
    (other) =>
      other.type === type &&
      other.physicalId === physicalId &&
      other.status !== "DELETE_SKIPPED" &&
      other.status !== "DELETE_COMPLETE",
  );
}

function isThere(context: CallContext, { type, physicalId }: ResourceRecord): boolean {
  const question = questions[type]?.(physicalId);
  if (question === undefined) return false;
  const [service, action, input] = question;
  try {
    context.call({ service, action, input });
    return true;
  } catch (error) {
    if (error instanceof AwsFault) return false;
    throw error;
  }
}
