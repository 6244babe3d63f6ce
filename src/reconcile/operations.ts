import pLimit, { type LimitFunction } from "p-limit";
import { type StackId, stackKey } from "../domain/stack.ts";

/**
 * How many stacks of one environment change at a time. RegisterTaskDefinition allows twenty at once and then one a second
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html); half of that is left to others. With fewer an
 * application of ten workloads waits for itself.
 */
const atOnce = 10;

/** What this process is doing to one application's stacks, over all passes: a new one may look while an earlier one follows what it began. */
export interface Operations {
  /** Says that a pass begins; the answer tells, at any later time, whether it still is the newest one. */
  begin(): () => boolean;
  /** Takes a stack for changing it; undefined when somebody in this process has it. The answer gives it back. */
  claim(stack: StackId): (() => void) | undefined;
  /** Whether somebody in this process changes the stack now. */
  isClaimed(stack: StackId): boolean;
  /** Whether a running operation, by `operationOf`, was seen to be somebody else's. */
  isForeign(stack: StackId, operation: string): boolean;
  /** Remembers that the stack's running operation is somebody else's, so that nobody asks again. */
  markForeign(stack: StackId, operation: string): void;
  /** Does the work when fewer than ten stacks of the environment are being changed, whichever pass began them. */
  limit<T>(environment: string, work: () => Promise<T>): Promise<T>;
}

/** Operations of a process that has begun none. Forgotten with the process: AWS tells which stacks are changing. */
export function makeOperations(): Operations {
  let newest = 0;
  const claimed = new Set<string>();
  const foreign = new Map<string, string>();
  const limits = new Map<string, LimitFunction>();
  return {
    begin: () => {
      const turn = ++newest;
      return () => turn === newest;
    },
    claim: (stack) => {
      const key = stackKey(stack);
      if (claimed.has(key)) return undefined;
      claimed.add(key);
      return () => claimed.delete(key);
    },
    isClaimed: (stack) => claimed.has(stackKey(stack)),
    isForeign: (stack, operation) => foreign.get(stackKey(stack)) === operation,
    markForeign: (stack, operation) => void foreign.set(stackKey(stack), operation),
    limit: (environment, work) => {
      const limit = limits.get(environment) ?? pLimit(atOnce);
      limits.set(environment, limit);
      return limit(work);
    },
  };
}
