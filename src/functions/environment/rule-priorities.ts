/** Rules of the path `/` come after all others: they would swallow what a longer path of the same host is to catch. */
const firstRootPriority = 48_000;
const lastRootPriority = 50_000;

/**
 * Priorities for a workload's rules, one per path and in the paths' order: `/` counts down from the lowest taken one of
 * 48000–50000, every other path counts up from the highest taken one below 48000. Where counting on would leave the
 * range, the free numbers nearest to its end are taken instead. Throws when the range is full.
 */
export function prioritiesFor(paths: readonly string[], taken: readonly number[]): readonly number[] {
  const rootPaths = paths.filter((path) => path === "/").length;
  const roots = countingDown(rootPaths, taken);
  const others = countingUp(paths.length - rootPaths, taken);
  return paths.map((path) => nextOf(path === "/" ? roots : others));
}

function countingUp(count: number, taken: readonly number[]): Iterator<number> {
  const highest = Math.max(0, ...taken.filter((priority) => priority < firstRootPriority));
  if (highest + count < firstRootPriority) return consecutive(count, (index) => highest + 1 + index);
  return freeFromTheEnd(count, taken, { first: 1, last: firstRootPriority - 1 })
    .toReversed()
    .values();
}

function countingDown(count: number, taken: readonly number[]): Iterator<number> {
  const lowest = Math.min(lastRootPriority + 1, ...taken.filter((priority) => priority >= firstRootPriority));
  if (lowest - count >= firstRootPriority) return consecutive(count, (index) => lowest - 1 - index);
  return freeFromTheEnd(count, taken, { first: firstRootPriority, last: lastRootPriority }).values();
}

function consecutive(count: number, at: (index: number) => number): Iterator<number> {
  return Array.from({ length: count }, (_, index) => at(index)).values();
}

/** The `count` highest free numbers of a range, highest first. */
function freeFromTheEnd(
  count: number,
  taken: readonly number[],
  range: { readonly first: number; readonly last: number },
): readonly number[] {
  const occupied = new Set(taken);
  const free: number[] = [];
  for (let priority = range.last; priority >= range.first && free.length < count; priority -= 1) {
    if (!occupied.has(priority)) free.push(priority);
  }
  if (free.length < count) {
    throw new Error(
      `No ${count} free priorities between ${range.first} and ${range.last}; remove rules from the listener.`,
    );
  }
  return free;
}

function nextOf(priorities: Iterator<number>): number {
  const next = priorities.next();
  if (next.done === true) throw new Error("Fewer priorities than paths.");
  return next.value;
}
