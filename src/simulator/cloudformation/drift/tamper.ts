import type { JsonMap } from "../../../domain/template.ts";
import type { World } from "../../kernel/world.ts";
import { regionState } from "../state.ts";
import type { ResourceRecord } from "../state.ts";

/** Names a resource of a living stack. */
export interface ResourceAddress {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly logicalId: string;
}

/** Changes properties of a resource behind CloudFormation's back, as somebody in the console would. Throws when there is no such resource. */
export function changeBehindBack(world: World, address: ResourceAddress, properties: JsonMap): void {
  const record = recordAt(world, address);
  const before = record.actual?.kind === "changed" ? record.actual.properties : {};
  record.actual = { kind: "changed", properties: { ...before, ...properties } };
}

/** Deletes a resource behind CloudFormation's back. */
export function deleteBehindBack(world: World, address: ResourceAddress): void {
  recordAt(world, address).actual = { kind: "deleted" };
}

function recordAt(world: World, { account, region, stackName, logicalId }: ResourceAddress): ResourceRecord {
  const state = world.cells.at(regionState, { account, region });
  const record = state.stacks.get(state.names.get(stackName) ?? "")?.resources.get(logicalId);
  if (record === undefined)
    throw new Error(`stack ${stackName} in ${account} ${region} has no resource ${logicalId}`);
  return record;
}
