import type { JsonMap } from "../../domain/template.ts";
import type { Cell } from "../kernel/cells.ts";
import { durationsOf } from "../resources/durations.ts";
import { identityOf } from "../resources/identities.ts";
import type { Identity } from "../resources/naming.ts";
import { customNameOf } from "../resources/resource-type.ts";
import { spread } from "./provision.ts";
import type { Provision, Provisioner, ProvisionRequest } from "./provision.ts";

/** Which stack made the resource of a type with a name of its own: `<type>|<region>|<name>` to stack id. */
const takenNames: Cell<Map<string, string>> = {
  name: "cloudformation/taken-names",
  scope: "account",
  initial: () => new Map(),
};

/** Types that live in a whole account and not in one region. */
const globalTypes = /^AWS::(?:IAM|CloudFront|Route53)::/;

/** Resources that are made, changed and deleted after a while, and have no behaviour of their own. */
export const plainResources: Provisioner = { begin: beginPlain };

/** Begins an operation on a resource whose type needs nothing special. */
export function beginPlain(request: ProvisionRequest): Provision {
  const { context, type, verb, live } = request;
  const seconds = spread(context, durationsOf(type)[verb]);
  switch (verb) {
    case "create":
      return create(request, seconds);
    case "update":
      return {
        kind: "settles",
        seconds,
        physicalId: live?.physicalId ?? "",
        attributes: updatedAttributes(request),
      };
    case "delete":
      forgetName(request);
      return {
        kind: "settles",
        seconds,
        physicalId: live?.physicalId ?? "",
        attributes: live?.attributes ?? {},
      };
  }
}

/** The attributes of an updated resource: those that are properties by another way, such as a parameter's `Value`, follow them. */
export function updatedAttributes({ live, properties }: ProvisionRequest): JsonMap {
  const before = live?.attributes ?? {};
  return Object.fromEntries(Object.entries(before).map(([name, value]) => [name, properties[name] ?? value]));
}

/** A new physical id and the attributes of a request's resource. */
export function freshIdentity(request: ProvisionRequest): Identity {
  const { context, stack, logicalId, type, properties } = request;
  return identityOf({
    stackName: stack.name,
    stackId: stack.id,
    logicalId,
    type,
    account: context.account,
    region: context.region,
    partition: context.partition,
    properties,
    random: context.random,
  });
}

function create(request: ProvisionRequest, seconds: number): Provision {
  const { context, stack, type, properties } = request;
  const name = customNameOf(type, properties);
  if (name !== undefined) {
    const names = context.state(takenNames);
    const owner = names.get(nameKey(request, name));
    if (owner !== undefined) {
      return { kind: "fails", seconds: 1, reason: `${name} already exists in stack ${owner}` };
    }
    names.set(nameKey(request, name), stack.id);
  }
  return { kind: "settles", seconds, ...freshIdentity(request) };
}

function forgetName(request: ProvisionRequest): void {
  const name = customNameOf(request.type, request.live?.properties ?? {});
  if (name !== undefined) request.context.state(takenNames).delete(nameKey(request, name));
}

function nameKey({ type, context }: ProvisionRequest, name: string): string {
  return `${type}|${globalTypes.test(type) ? "" : context.region}|${name}`;
}
