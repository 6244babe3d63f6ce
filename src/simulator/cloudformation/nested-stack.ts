import type { Parameter } from "@aws-sdk/client-cloudformation";
import type { JsonMap } from "../../domain/template.ts";
import { upperAlphanumeric } from "../kernel/random.ts";
import { checkTemplate } from "./check-template.ts";
import { parameterFromStore } from "./dynamic-references.ts";
import { mapOf, textOf } from "./evaluate.ts";
import { newStack } from "./new-stack.ts";
import { readParameters } from "./parameters.ts";
import type { Progress, Provision, Provisioner, ProvisionRequest } from "./provision.ts";
import { reasonOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { Revision, StackRecord, TaskAddress } from "./state.ts";
import { fetchTemplate, parseTemplate } from "./template-source.ts";
import { processTransforms } from "./transforms.ts";

/**
 * Nested stacks: real stacks with a parent. Their end is told to the parent's task; an update's cleanup waits for the parent's.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
export const nestedStacks: Provisioner = { begin, poll };

function begin(request: ProvisionRequest): Provision {
  const { context, verb, live } = request;
  const { stacks } = context.state(regionState);
  const child = live === undefined ? undefined : stacks.get(live.physicalId);
  if (verb === "delete") return beginDeletion(request, child);
  if (request.isRollback && child !== undefined) return beginReturn(request, child);
  try {
    const revision = revisionOf(request, child);
    if (child === undefined) return create(request, revision);
    context.schedule({
      event: "start",
      afterMilliseconds: 1000,
      payload: {
        stackId: child.id,
        kind: "update",
        revision,
        principal: context.principal,
        parent: addressOf(request),
      },
    });
    return { kind: "answers", physicalId: child.id, attributes: live?.attributes ?? {} };
  } catch (error) {
    return { kind: "fails", seconds: 1, reason: reasonOf(error) };
  }
}

function create(request: ProvisionRequest, revision: Revision): Provision {
  const { context, stack, logicalId } = request;
  const suffix = context.random.characters(13, upperAlphanumeric);
  const name = `${stack.name}-${logicalId}`.slice(0, 128 - 14);
  const child = newStack(context, {
    name: `${name}-${suffix}`,
    revision: undefined,
    roleArn: stack.roleArn,
    parentId: stack.id,
    rootId: stack.rootId ?? stack.id,
  });
  context.schedule({
    event: "start",
    afterMilliseconds: 1000,
    payload: {
      stackId: child.id,
      kind: "create",
      revision,
      principal: context.principal,
      parent: addressOf(request),
    },
  });
  return { kind: "answers", physicalId: child.id, attributes: {} };
}

function beginDeletion(request: ProvisionRequest, child: StackRecord | undefined): Provision {
  if (child === undefined || child.status === "DELETE_COMPLETE") {
    return { kind: "settles", seconds: 1, physicalId: child?.id ?? "", attributes: {} };
  }
  if (child.operation !== undefined) {
    // A child that is still rolling back by itself is deleted when it has come to rest.
    return { kind: "polls", seconds: 5, physicalId: child.id, attributes: {} };
  }
  startDeletion(request, child);
  return { kind: "answers", physicalId: child.id, attributes: {} };
}

function startDeletion(request: ProvisionRequest, child: StackRecord): void {
  const { context } = request;
  context.schedule({
    event: "start",
    afterMilliseconds: 1000,
    payload: { stackId: child.id, kind: "delete", principal: context.principal, parent: addressOf(request) },
  });
}

/** A rollback of the parent: a child that waits with a finished update goes back; one that is going back is waited for. */
function beginReturn(request: ProvisionRequest, child: StackRecord): Provision {
  const { live } = request;
  if (child.operation?.phase === "held") sendBack(request, child);
  return { kind: "polls", seconds: 5, physicalId: child.id, attributes: live?.attributes ?? {} };
}

function sendBack({ context }: ProvisionRequest, child: StackRecord): void {
  context.schedule({ event: "rollback", afterMilliseconds: 1000, payload: { stackId: child.id } });
}

function poll(request: ProvisionRequest, physicalId: string): Progress {
  const child = request.context.state(regionState).stacks.get(physicalId);
  if (child === undefined || child.status === "DELETE_COMPLETE") return { kind: "done" };
  // The child's update may end only after its parent has given up.
  if (child.operation?.phase === "held") sendBack(request, child);
  if (child.operation !== undefined) return { kind: "pending", seconds: 5 };
  if (request.verb === "delete") {
    startDeletion(request, child);
    return { kind: "pending", seconds: 3600 * 24 };
  }
  if (child.status.endsWith("_FAILED")) {
    return {
      kind: "failed",
      reason: `Embedded stack ${child.id} was not successfully updated. Currently in ${child.status} with reason: ${child.statusReason ?? ""}`,
    };
  }
  const outputs = child.outputs.map(({ key, value }) => [`Outputs.${key}`, value] as const);
  return { kind: "done", attributes: Object.fromEntries(outputs) };
}

/** What a nested stack is asked to be: its template from S3, its parameters and its parent's tags. */
function revisionOf(request: ProvisionRequest, child: StackRecord | undefined): Revision {
  const { context, stack, properties, tags } = request;
  const processed = processTransforms(
    context,
    fetchTemplate(context, textOf(properties["TemplateURL"] ?? "")),
  );
  const { body } = processed;
  const template = parseTemplate(body);
  checkTemplate(template);
  const values = readParameters({
    template,
    given: parametersIn(mapOf(properties["Parameters"])),
    previous: child?.current?.parameters,
    fromStore: (name) => parameterFromStore(context, name),
  });
  return {
    ...processed,
    ...values,
    tags,
    capabilities: stack.current?.capabilities ?? [],
    notificationArns: stack.current?.notificationArns ?? [],
    ...(template.Description === undefined ? {} : { description: template.Description }),
  };
}

function parametersIn(given: JsonMap): readonly Parameter[] {
  return Object.entries(given).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: textOf(value),
  }));
}

function addressOf(request: ProvisionRequest): TaskAddress {
  const { stack } = request;
  return {
    stackId: stack.id,
    operationId: stack.operation?.id ?? "",
    phase: stack.operation?.phase ?? "forward",
    taskKey: request.taskKey,
  };
}
