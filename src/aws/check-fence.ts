import { currentErrand } from "./errands.ts";

/** Operations by whose names AWS says that they change nothing that a lease is about. */
const reads = /^(?:Get|List|Describe|BatchGet|Head|Assume|Lookup|Filter|Detect|Simulate|Validate)/;

/** Whether an operation may change something that two tasks must not change at once. */
function isWrite(operation: string): boolean {
  return !reads.test(operation);
}

/** Throws `LeaseLost` before a request that changes something, where the errand has a fence and the fence is shut. */
export function checkFence(operation: string): void {
  if (isWrite(operation)) currentErrand().fence?.check();
}
