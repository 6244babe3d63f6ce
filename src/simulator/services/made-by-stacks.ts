import { regionState, type ResourceRecord } from "../cloudformation/state.ts";
import type { CallContext } from "../kernel/service.ts";

/** What stacks made of a type, here, and is there now: the whole state of services that nobody else changes. */
export function madeByStacks(context: CallContext, type: string): readonly ResourceRecord[] {
  return [...context.state(regionState).stacks.values()]
    .flatMap((stack) => [...stack.resources.values()])
    .filter(
      (resource) =>
        resource.type === type && resource.status !== "DELETE_COMPLETE" && resource.physicalId !== "",
    );
}

/** A property as text; undefined when it is absent or no text. */
export function textOf(resource: ResourceRecord, property: string): string | undefined {
  const value = resource.live.properties[property];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
