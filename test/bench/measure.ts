/** What a piece of work gave and cost this process: processor time of all its threads, and the time that passed. */
export interface Measured<T> {
  readonly value: T;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Measures one piece of work. Processor time is the figure to compare on a machine that does other work besides. */
export async function measure<T>(work: () => T | Promise<T>): Promise<Measured<T>> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const value = await work();
  const wallSeconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { value, cpuSeconds: (user + system) / 1e6, wallSeconds };
}

/** The middle of an odd number of figures. */
export function median(figures: readonly number[]): number {
  const middle = figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}
