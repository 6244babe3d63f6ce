import type { JsonMap } from "../../domain/template.ts";
import { freshIdentity, updatedAttributes } from "../cloudformation/plain-resource.ts";
import {
  spread,
  type Provision,
  type Provisioner,
  type ProvisionRequest,
} from "../cloudformation/provision.ts";
import { AwsFault } from "../kernel/aws-fault.ts";
import { asRecord } from "../protocols/record.ts";
import { durationsOf } from "../resources/durations.ts";
import type { Identity } from "../resources/naming.ts";
import { tagsFrom, type Tags } from "./tags.ts";

/**
 * How CloudFormation handles a resource of a service that the simulated AWS plays: by calls of that service, made as
 * the stack's role, so that its policies count.
 */
export interface ResourceHandler {
  /** The first call, after which the resource exists; answers what the service calls it. */
  readonly make: (request: ProvisionRequest, identity: Identity) => Identity;
  /** Brings an existing resource to its properties: after `make`, for updates and for rollbacks. */
  readonly furnish?: (request: ProvisionRequest, physicalId: string) => void;
  /** Takes the resource away. A resource that is gone already is no failure. */
  readonly remove: (request: ProvisionRequest, physicalId: string) => void;
}

/** A provisioner out of calls; a refused call fails the resource in the words of CloudFormation's handlers. */
export function byCalls(handler: ResourceHandler): Provisioner {
  return {
    begin: (request) => {
      try {
        return begin(handler, request);
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        return { kind: "fails", seconds: 2, reason: handlerMessage(request, error) };
      }
    },
  };
}

/** Calls a service as the operation's principal. */
export function callAs(
  request: ProvisionRequest,
  service: string,
  action: string,
  input: object,
): Record<string, unknown> {
  return request.context.call({ service, action, input });
}

/** The resource's own tags, and under them the stack's. */
export function tagsOf(request: ProvisionRequest): Tags {
  const own = request.properties["Tags"];
  const list = Array.isArray(own)
    ? own.map((tag) => ({ Key: textAt(tag, "Key"), Value: textAt(tag, "Value") }))
    : [];
  return { ...request.tags, ...tagsFrom(list) };
}

/**
 * What a stack event says when a resource handler's call was refused.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html
 */
export function handlerMessage({ context, type }: ProvisionRequest, fault: AwsFault): string {
  const service = type.split("::")[1] ?? "";
  const { message, httpStatus } = fault.data;
  return `Resource handler returned message: "${message} (Service: ${service}, Status Code: ${httpStatus}, Request ID: ${context.random.uuid()})" (RequestToken: ${context.random.uuid()}, HandlerErrorCode: ${handlerCode(fault)})`;
}

/** Whether a fault says that the thing is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof AwsFault && /^NoSuch(?!Tag)|NotFound|ServiceNotActive/.test(error.code);
}

function begin(handler: ResourceHandler, request: ProvisionRequest): Provision {
  const { context, type, verb, live } = request;
  const seconds = spread(context, durationsOf(type)[verb]);
  const physicalId = live?.physicalId ?? "";
  const attributes: JsonMap = live?.attributes ?? {};
  switch (verb) {
    case "create": {
      const made = handler.make(request, freshIdentity(request));
      furnishNew(handler, request, made.physicalId);
      return { kind: "settles", seconds, ...made };
    }
    case "update":
      handler.furnish?.(request, physicalId);
      return { kind: "settles", seconds, physicalId, attributes: updatedAttributes(request) };
    case "delete":
      removeIfThere(handler, request, physicalId);
      return { kind: "settles", seconds, physicalId, attributes };
  }
}

/** A resource that was made but could not be furnished is taken away again. */
function furnishNew(handler: ResourceHandler, request: ProvisionRequest, physicalId: string): void {
  try {
    handler.furnish?.(request, physicalId);
  } catch (error) {
    removeIfThere(handler, request, physicalId);
    throw error;
  }
}

function removeIfThere(handler: ResourceHandler, request: ProvisionRequest, physicalId: string): void {
  try {
    handler.remove(request, physicalId);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function handlerCode(fault: AwsFault): string {
  if (/AccessDenied|NotAuthorized/.test(fault.code)) return "AccessDenied";
  if (/AlreadyExists|AlreadyOwned/.test(fault.code)) return "AlreadyExists";
  if (isMissing(fault)) return "NotFound";
  if (/Throttl|Rate/.test(fault.code)) return "Throttling";
  return fault.data.fault === "client" ? "InvalidRequest" : "ServiceInternalError";
}

function textAt(value: unknown, key: string): string {
  const found = asRecord(value)[key];
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean"
    ? String(found)
    : "";
}
