import type { Cell } from "../kernel/cells.ts";
import type { World } from "../kernel/world.ts";
import type { ProvisionRequest } from "./provision.ts";

/** Which operations on resources fail, and with what reason. Absent fields match everything. */
export interface ResourceFault {
  readonly stackName?: string;
  readonly logicalId?: string;
  readonly type?: string;
  readonly verb?: "create" | "update" | "delete";
  /** Only while a rollback runs, or only while none does. */
  readonly during?: "rollback" | "forward";
  /** How many of the matching operations fail; all when absent. */
  readonly times?: number;
  /** The reason in the resource's event, as the service would word it. */
  readonly reason: string;
  /** Seconds until it fails; 2 when absent. */
  readonly afterSeconds?: number;
}

interface Installed {
  readonly fault: ResourceFault;
  struck: number;
}

const installed: Cell<Installed[]> = {
  name: "cloudformation/resource-faults",
  scope: "world",
  initial: () => [],
};

const anywhere = { account: "", region: "" };

/** Makes matching operations on resources fail from now on. */
export function failResources(world: World, fault: ResourceFault): void {
  world.cells.at(installed, anywhere).push({ fault, struck: 0 });
}

/** Lets all resources succeed again. */
export function healResources(world: World): void {
  world.cells.at(installed, anywhere).length = 0;
}

/** The fault that strikes this operation, counted as struck. */
export function faultFor(request: ProvisionRequest): ResourceFault | undefined {
  const all = request.context.world.cells.at(installed, anywhere);
  const found = all.find(
    ({ fault, struck }) => struck < (fault.times ?? Infinity) && matches(fault, request),
  );
  if (found === undefined) return undefined;
  found.struck += 1;
  return found.fault;
}

function matches(fault: ResourceFault, request: ProvisionRequest): boolean {
  return (
    (fault.stackName === undefined || fault.stackName === request.stack.name) &&
    (fault.logicalId === undefined || fault.logicalId === request.logicalId) &&
    (fault.type === undefined || fault.type === request.type) &&
    (fault.verb === undefined || fault.verb === request.verb) &&
    (fault.during === undefined || (fault.during === "rollback") === request.isRollback)
  );
}
