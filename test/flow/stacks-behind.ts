import { holdsData } from "../../src/plan/replacement.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import type { ChangeSetRecord } from "../../src/simulator/cloudformation/change-set-state.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { type Stamp, stampOf } from "../../src/template/stamp.ts";
import type { Template } from "../../src/domain/template.ts";

/** The shop's workload stacks that are not deleted, straight from the simulated AWS's state: no call is made, nothing is logged. */
export function workloadStacks(world: World): readonly StackRecord[] {
  return world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .filter((stack) => stack.deletedAt === undefined && placeOf(stack) !== undefined);
}

/** The environment and workload of a stack by its name; undefined for the stacks of environments and of the application. */
export function placeOf(
  stack: Pick<StackRecord, "name">,
): { readonly environment: string; readonly workload: string } | undefined {
  const [, environment, workload] =
    /^shop-(develop|staging|production)-([a-z-]+)$/.exec(stack.name)?.slice(0) ?? [];
  return environment === undefined || workload === undefined ? undefined : { environment, workload };
}

/** What a template bears of Autoland's. */
export function stampIn(body: string): Stamp | undefined {
  return stampOf(templateOf(body));
}

/** The value that a commit's manifest gave to the variable `MARK`, as the container gets it; the empty text where there is none. */
export function markIn(body: string): string {
  return /Name: "?MARK"?\s+Value: "?(\w+)"?/.exec(body)?.[1] ?? "";
}

/** The resources of a stack that hold data, as logical to physical id. */
export function dataIn(stack: StackRecord): ReadonlyMap<string, string> {
  const found = [...stack.resources.values()].filter((resource) => holdsData(resource.type));
  return new Map(found.map((resource) => [resource.logicalId, resource.physicalId]));
}

/** Change sets that nobody has executed: they wait for somebody to do that, or to delete them. */
export function waitingChangeSets(stack: StackRecord): readonly ChangeSetRecord[] {
  return [...stack.changeSets.values()].filter(
    ({ executionStatus }) => !executionStatus.startsWith("EXECUTE_"),
  );
}

/** Those of them that are Autoland's: other people's wait for other people. */
export function ownWaitingChangeSets(stack: StackRecord): readonly ChangeSetRecord[] {
  return waitingChangeSets(stack).filter(({ name }) => name.startsWith("autoland-"));
}

function templateOf(body: string): Template {
  const reading = readTemplate(body);
  if (reading.kind === "read") return reading.template;
  throw new Error(`a deployed template cannot be read: ${reading.fault.message}`);
}
