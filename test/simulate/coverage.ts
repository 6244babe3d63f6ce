import type { Step } from "../../src/domain/plan.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import type { World } from "../../src/simulator/kernel/world.ts";

/** Which parts of the product and of AWS a world has come through. */
export interface Coverage {
  /** Kinds of steps that were planned. */
  readonly planned: Set<string>;
  /** Kinds of steps that were carried out. */
  readonly carriedOut: Set<string>;
  /** Statuses that a stack of an application had. */
  readonly statuses: Set<string>;
  /** Reasons for which something was held. */
  readonly held: Set<string>;
}

/** What crosses between threads. */
export type CoverageData = { readonly [Part in keyof Coverage]: readonly string[] };

/** All kinds of steps there are: another one is a compile error here. */
export const stepKinds = Object.keys({
  "create-stack": 0,
  "update-stack": 0,
  "refresh-functions": 0,
  redeploy: 0,
  heal: 0,
  "register-workload": 0,
  "adopt-workload": 0,
  "delete-stack": 0,
  "forget-workload": 0,
  "delete-failed-create": 0,
  "continue-rollback": 0,
} satisfies Record<Step["kind"], 0>);

export function noCoverage(): Coverage {
  return { planned: new Set(), carriedOut: new Set(), statuses: new Set(), held: new Set() };
}

/** Adds the statuses of all stacks, from their events: those of deleted ones as well. */
export function noteStatuses(coverage: Coverage, world: World): void {
  for (const { value } of world.cells.everywhere(regionState))
    for (const stack of value.stacks.values())
      for (const { logicalId, status } of stack.events)
        if (logicalId === stack.name) coverage.statuses.add(status);
}

export function coverageData(coverage: Coverage): CoverageData {
  return {
    planned: list(coverage.planned),
    carriedOut: list(coverage.carriedOut),
    statuses: list(coverage.statuses),
    held: list(coverage.held),
  };
}

export function addCoverage(sum: Coverage, more: CoverageData): void {
  for (const part of ["planned", "carriedOut", "statuses", "held"] as const)
    for (const value of more[part]) sum[part].add(value);
}

function list(values: ReadonlySet<string>): readonly string[] {
  return [...values].toSorted();
}
