/** A stack that was changed: when its change began to be carried out and when it was at rest again, in milliseconds. */
export interface StackRun {
  readonly stack: string;
  readonly begun: number;
  readonly ended: number;
  /** Stacks that had to be at rest before. */
  readonly after: readonly string[];
}

/** How long the longest chain of stacks takes that come after each other, in milliseconds: nobody could be faster. */
export function criticalPath(runs: readonly StackRun[]): number {
  const byStack = new Map(runs.map((run) => [run.stack, run]));
  const known = new Map<string, number>();
  const until = (stack: string): number => {
    const run = byStack.get(stack);
    if (run === undefined) return 0;
    const before = known.get(stack);
    if (before !== undefined) return before;
    // Stacks that wait for each other in a circle do not make a chain longer.
    known.set(stack, 0);
    const length = Math.max(0, ...run.after.map(until)) + run.ended - run.begun;
    known.set(stack, length);
    return length;
  };
  return Math.max(0, ...runs.map(({ stack }) => until(stack)));
}

/** How long it took from an instant until the last of the stacks was at rest, in milliseconds. */
export function makespan(since: number, runs: readonly StackRun[]): number {
  return Math.max(since, ...runs.map(({ ended }) => ended)) - since;
}
