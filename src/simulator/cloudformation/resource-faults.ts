import type { Cell } from "../kernel/cells.ts";
import type { World } from "../kernel/world.ts";
import type { ProvisionRequest } from "./provision.ts";

/** Which operations on resources are meant. Absent fields match everything. */
interface ResourceOperations {
  readonly stackName?: string;
  readonly logicalId?: string;
  readonly type?: string;
  readonly verb?: "create" | "update" | "delete";
  /** Only while a rollback runs, or only while none does. */
  readonly during?: "rollback" | "forward";
  /** How many of the matching operations it strikes; all when absent. */
  readonly times?: number;
}

/** Which operations on resources fail, and with what reason. */
export interface ResourceFault extends ResourceOperations {
  /** The reason in the resource's event, as the service would word it. */
  readonly reason: string;
  /** Seconds until it fails; 2 when absent. */
  readonly afterSeconds?: number;
}

/** Which operations on resources end well, but take at least so many seconds. */
interface SlowResource extends ResourceOperations {
  readonly seconds: number;
}

interface Installed<T> {
  readonly fault: T;
  struck: number;
}

const installed: Cell<Installed<ResourceFault>[]> = {
  name: "cloudformation/resource-faults",
  scope: "world",
  initial: () => [],
};

const slow: Cell<Installed<SlowResource>[]> = {
  name: "cloudformation/slow-resources",
  scope: "world",
  initial: () => [],
};

const anywhere = { account: "", region: "" };

/** Makes matching operations on resources fail from now on. */
export function failResources(world: World, fault: ResourceFault): void {
  world.cells.at(installed, anywhere).push({ fault, struck: 0 });
}

/** Makes matching operations on resources take long from now on. */
export function slowResources(world: World, slowness: SlowResource): void {
  world.cells.at(slow, anywhere).push({ fault: slowness, struck: 0 });
}

/** Lets all resources succeed again, and in their time. */
export function healResources(world: World): void {
  world.cells.at(installed, anywhere).length = 0;
  world.cells.at(slow, anywhere).length = 0;
}

/** The fault that strikes this operation, counted as struck. */
export function faultFor(request: ProvisionRequest): ResourceFault | undefined {
  return struck(installed, request);
}

/** The seconds that this operation takes at least, counted as struck. */
export function slownessOf(request: ProvisionRequest): number {
  return struck(slow, request)?.seconds ?? 0;
}

function struck<T extends ResourceOperations>(
  cell: Cell<Installed<T>[]>,
  request: ProvisionRequest,
): T | undefined {
  const found = request.context.world.cells
    .at(cell, anywhere)
    .find(({ fault, struck: times }) => times < (fault.times ?? Infinity) && matches(fault, request));
  if (found === undefined) return undefined;
  found.struck += 1;
  return found.fault;
}

function matches(fault: ResourceOperations, request: ProvisionRequest): boolean {
  return (
    (fault.stackName === undefined || fault.stackName === request.stack.name) &&
    (fault.logicalId === undefined || fault.logicalId === request.logicalId) &&
    (fault.type === undefined || fault.type === request.type) &&
    (fault.verb === undefined || fault.verb === request.verb) &&
    (fault.during === undefined || (fault.during === "rollback") === request.isRollback)
  );
}
