import type { JsonMap } from "../../domain/template.ts";
import { canonicalJson } from "../../template/canonical-json.ts";
import type { CallContext } from "../kernel/service.ts";
import { needsReplacement } from "../resources/resource-type.ts";
import { schemaOf } from "../resources/schema-facts.ts";
import { dependenciesOf } from "./dependencies.ts";
import { mapOf } from "./evaluate.ts";
import { leaveBehind } from "./import-resources.ts";
import type { Provision } from "./provision.ts";
import { provisionerFor } from "./provisioners.ts";
import { requestOf } from "./provision-request.ts";
import { pushResourceEvent, setResourceStatus } from "./record-event.ts";
import { settleTask } from "./settle-task.ts";
import { deployEvaluator, reasonOf, templateOf } from "./stack-evaluator.ts";
import { policyDenial } from "./stack-policy.ts";
import type { LiveResource, ResourceRecord, StackRecord, Task, TaskAddress } from "./state.ts";

/** Makes a resource of the template what it should be: creates it, updates it, replaces it, or leaves it alone. */
export function beginDeploy(context: CallContext, stack: StackRecord, task: Task): void {
  const revision = stack.current;
  if (revision === undefined) return;
  const template = templateOf(revision);
  const definition = template.Resources[task.logicalId];
  if (definition === undefined) return;
  const evaluator = deployEvaluator(context, stack, revision);
  const known = stack.resources.get(task.logicalId);
  const isNew = known === undefined || known.physicalId === "" || known.status === "DELETE_COMPLETE";
  const target = {
    tags: schemaOf(definition.Type)?.tags === undefined ? {} : revision.tags,
    metadata: definition.Metadata,
    deletionPolicy: definition.DeletionPolicy ?? "Delete",
    updateReplacePolicy: definition.UpdateReplacePolicy ?? "Delete",
    dependsOn: dependenciesOf(task.logicalId, template, evaluator.holds),
  };
  let properties: JsonMap;
  try {
    properties = mapOf(evaluator.value(definition.Properties ?? {}));
  } catch (error) {
    const record =
      known ?? newRecord(context, task.logicalId, definition.Type, { ...target, properties: {} });
    stack.resources.set(task.logicalId, record);
    task.state = "running";
    task.shows = isNew ? "CREATE" : "UPDATE";
    settleTask(context, stack, task, { kind: "failed", reason: reasonOf(error) });
    return;
  }
  if (isNew) {
    const record = newRecord(context, task.logicalId, definition.Type, { ...target, properties });
    stack.resources.set(task.logicalId, record);
    create(context, stack, { task, record });
    return;
  }
  update(context, stack, { task, record: known, target: { ...target, properties } });
}

/** Deletes a resource of the stack, or an old physical resource. */
export function beginDelete(context: CallContext, stack: StackRecord, task: Task): void {
  const record = stack.resources.get(task.logicalId);
  const { operation } = stack;
  const live = task.leftover?.live ?? record?.live;
  if (record === undefined || live === undefined || operation === undefined) {
    task.state = "done";
    return;
  }
  task.state = "running";
  task.shows = "DELETE";
  const event = {
    logicalId: task.logicalId,
    type: task.leftover?.type ?? record.type,
    physicalId: task.leftover?.live.physicalId ?? record.physicalId,
    properties: live.properties,
  };
  if (isKept(stack, task, live)) {
    pushResourceEvent(context, stack, { ...event, status: "DELETE_SKIPPED" });
    leaveBehind(context, event.type, { ...live, physicalId: event.physicalId });
    if (task.leftover === undefined) record.status = "DELETE_SKIPPED";
    else if (task.leftover.removesRecord) stack.resources.delete(task.logicalId);
    task.state = "done";
    return;
  }
  if (event.physicalId === "") {
    // Nothing was ever made: the record goes without a word of the service.
    if (task.leftover === undefined) setResourceStatus(context, stack, record, { status: "DELETE_COMPLETE" });
    else if (task.leftover.removesRecord) stack.resources.delete(task.logicalId);
    task.state = "done";
    return;
  }
  if (task.leftover === undefined)
    setResourceStatus(context, stack, record, { status: "DELETE_IN_PROGRESS" });
  else pushResourceEvent(context, stack, { ...event, status: "DELETE_IN_PROGRESS" });
  follow(context, stack, task, provisionerFor(event.type).begin(requestOf(context, stack, task)));
}

/** Brings a resource back to what it was before the operation. */
export function beginRevert(context: CallContext, stack: StackRecord, task: Task): void {
  const record = stack.resources.get(task.logicalId);
  const before = record?.before;
  if (record === undefined || before === undefined) {
    task.state = "done";
    return;
  }
  task.state = "running";
  task.shows = "UPDATE";
  setResourceStatus(context, stack, record, { status: "UPDATE_IN_PROGRESS" });
  if (record.physicalId !== before.physicalId && before.physicalId !== "") {
    const { operation } = stack;
    const leftover = {
      logicalId: record.logicalId,
      type: record.type,
      live: Object.freeze({ ...record.live, physicalId: record.physicalId }),
      removesRecord: false,
    };
    operation?.leftovers.push(leftover);
    record.live = before;
    record.physicalId = before.physicalId;
    finishAfter(context, stack, task, 1);
    return;
  }
  const request = requestOf(context, stack, task, before);
  follow(context, stack, task, provisionerFor(record.type).begin(request));
}

function create(
  context: CallContext,
  stack: StackRecord,
  { task, record }: { readonly task: Task; readonly record: ResourceRecord },
): void {
  task.state = "running";
  task.shows = "CREATE";
  record.touched = true;
  setResourceStatus(context, stack, record, { status: "CREATE_IN_PROGRESS" });
  const provision = provisionerFor(record.type).begin(requestOf(context, stack, task, record.live));
  adopt(record, provision, record.live);
  if (provision.kind !== "fails" && record.physicalId !== "") {
    setResourceStatus(context, stack, record, {
      status: "CREATE_IN_PROGRESS",
      reason: "Resource creation Initiated",
    });
  }
  follow(context, stack, task, provision);
}

type Target = Omit<LiveResource, "physicalId" | "attributes">;

function update(
  context: CallContext,
  stack: StackRecord,
  change: { readonly task: Task; readonly record: ResourceRecord; readonly target: Target },
): void {
  const { task, record, target } = change;
  const from = record.live;
  if (!record.touched) record.before = { ...from, physicalId: record.physicalId };
  if (isSame(from, target)) {
    record.live = Object.freeze({ ...from, ...target });
    task.state = "done";
    return;
  }
  task.state = "running";
  task.shows = "UPDATE";
  record.touched = true;
  const replaces = needsReplacement(record.type, from.properties, target.properties);
  const denial = policyDenial(stack, record, replaces ? "Update:Replace" : "Update:Modify");
  if (denial !== undefined) {
    record.touched = false;
    settleTask(context, stack, task, { kind: "failed", reason: denial });
    return;
  }
  // What CloudFormation writes, it writes over.
  record.actual = undefined;
  if (!replaces) {
    record.live = Object.freeze({ ...from, ...target });
    setResourceStatus(context, stack, record, { status: "UPDATE_IN_PROGRESS" });
    follow(
      context,
      stack,
      task,
      provisionerFor(record.type).begin({ ...requestOf(context, stack, task, target), live: from }),
    );
    return;
  }
  setResourceStatus(context, stack, record, {
    status: "UPDATE_IN_PROGRESS",
    reason: "Requested update requires the creation of a new physical resource; hence creating one.",
  });
  const request = { ...requestOf(context, stack, task, target), verb: "create" as const, live: undefined };
  const provision = provisionerFor(record.type).begin(request);
  if (provision.kind !== "fails") {
    adopt(record, provision, target);
    setResourceStatus(context, stack, record, {
      status: "UPDATE_IN_PROGRESS",
      reason: "Resource creation Initiated",
    });
  }
  follow(context, stack, task, provision);
}

/** Whether nothing differs that reaches the resource: policies and dependencies never count alone. */
function isSame(from: LiveResource, target: Target): boolean {
  return (
    canonicalJson(from.properties) === canonicalJson(target.properties) &&
    canonicalJson(from.tags) === canonicalJson(target.tags) &&
    canonicalJson(from.metadata ?? {}) === canonicalJson(target.metadata ?? {})
  );
}

function newRecord(context: CallContext, logicalId: string, type: string, target: Target): ResourceRecord {
  return {
    logicalId,
    type,
    physicalId: "",
    status: "CREATE_IN_PROGRESS",
    updatedAt: context.now,
    live: Object.freeze({ ...target, physicalId: "", attributes: {} }),
    touched: true,
  };
}

/** Takes over the physical resource that a provisioner has begun to make. */
function adopt(record: ResourceRecord, provision: Provision, target: Target): void {
  if (provision.kind === "fails") return;
  record.physicalId = provision.physicalId;
  record.live = Object.freeze({
    ...target,
    physicalId: provision.physicalId,
    attributes: provision.attributes,
  });
}

/** Sees to it that a begun task will be ended. */
function follow(context: CallContext, stack: StackRecord, task: Task, provision: Provision): void {
  const address = addressOf(stack, task);
  if (address === undefined) return;
  switch (provision.kind) {
    case "settles": {
      const outcome = { kind: "done", attributes: provision.attributes } as const;
      context.schedule({
        event: "settle",
        afterMilliseconds: milliseconds(provision.seconds),
        payload: { address, outcome },
      });
      return;
    }
    case "fails": {
      const outcome = { kind: "failed", reason: provision.reason } as const;
      context.schedule({
        event: "settle",
        afterMilliseconds: milliseconds(provision.seconds),
        payload: { address, outcome },
      });
      return;
    }
    case "polls":
      context.schedule({
        event: "poll",
        afterMilliseconds: milliseconds(provision.seconds),
        payload: address,
      });
      return;
    case "answers":
      return;
  }
}

function finishAfter(context: CallContext, stack: StackRecord, task: Task, seconds: number): void {
  const address = addressOf(stack, task);
  context.schedule({
    event: "settle",
    afterMilliseconds: seconds * 1000,
    payload: { address, outcome: { kind: "done" } },
  });
}

function addressOf(stack: StackRecord, task: Task): TaskAddress | undefined {
  const { operation } = stack;
  if (operation === undefined) return undefined;
  return { stackId: stack.id, operationId: operation.id, phase: operation.phase, taskKey: task.key };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Whether a policy or the request keeps a physical resource from being deleted. */
function isKept(stack: StackRecord, task: Task, live: LiveResource): boolean {
  const { operation } = stack;
  if (operation?.phase === "delete" && operation.skip.includes(task.logicalId)) return true;
  const isFreshlyMade = operation?.phase === "rollback" || operation?.phase === "rollback-cleanup";
  const policy =
    task.leftover !== undefined && !task.leftover.removesRecord
      ? live.updateReplacePolicy
      : live.deletionPolicy;
  if (isFreshlyMade && operation.retainExceptOnCreate) return false;
  if (policy === "RetainExceptOnCreate") return !isFreshlyMade;
  return policy === "Retain";
}
