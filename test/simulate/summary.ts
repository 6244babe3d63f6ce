import { addCoverage, type Coverage, coverageData, noCoverage, stepKinds } from "./coverage.ts";
import type { SimulateOptions } from "./options.ts";
import type { PlayedWorld } from "./play-world.ts";

/** Whether nothing was broken in a world. */
export function held({ breaches }: PlayedWorld): boolean {
  return breaches.length === 0;
}

/** Whether a world came to rest. */
export function converged({ unsettled }: PlayedWorld): boolean {
  return unsettled === undefined;
}

/** What is wrong with a world, and how to play it again; empty when nothing is. */
export function faultLines(world: PlayedWorld, { hours, plant }: SimulateOptions): readonly string[] {
  if (held(world) && converged(world)) return [];
  const first = world.breaches[0];
  return [
    ...(first === undefined
      ? []
      : [
          `seed ${world.seed}: statement ${first.statement} is broken at ${first.at}: ${first.seen}`,
          ...(world.breaches.length > 1 ? [`  and ${world.breaches.length - 1} more`] : []),
        ]),
    ...(world.unsettled === undefined ? [] : [`seed ${world.seed} did not converge: ${world.unsettled}`]),
    `  again: npm run simulate -- --seed ${world.seed} --hours ${hours}${plant === undefined ? "" : ` --plant ${plant}`}`,
  ];
}

/** The last line. */
export function lastLine(worlds: readonly PlayedWorld[]): string {
  const count = worlds.length;
  return `${worlds.filter(held).length} of ${count} worlds held, ${worlds.filter(converged).length} of ${count} converged`;
}

/** What all worlds together have come through. */
function coverageOf(worlds: readonly PlayedWorld[]): Coverage {
  const sum = noCoverage();
  for (const { coverage } of worlds) addCoverage(sum, coverage);
  return sum;
}

/** The same as text. */
export function coverageLines(worlds: readonly PlayedWorld[]): readonly string[] {
  const { planned, carriedOut, statuses, held: reasons } = coverageOf(worlds);
  const missing = stepKinds.filter((kind) => !carriedOut.has(kind));
  return [
    `steps carried out: ${carriedOut.size} of ${stepKinds.length} kinds (${[...carriedOut].toSorted().join(", ")})`,
    ...(missing.length === 0
      ? []
      : [
          `  not carried out: ${missing.map((kind) => (planned.has(kind) ? `${kind} (planned)` : kind)).join(", ")}`,
        ]),
    `stack statuses: ${statuses.size} (${[...statuses].toSorted().join(", ")})`,
    `reasons to hold: ${reasons.size} (${[...reasons].toSorted().join(", ")})`,
  ];
}

/** Everything as data. */
export function summaryJson(worlds: readonly PlayedWorld[], options: SimulateOptions): object {
  const cpu = worlds.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return {
    schemaVersion: 1,
    kind: "simulate",
    hours: options.hours,
    ...(options.plant === undefined ? {} : { plant: options.plant }),
    held: worlds.filter(held).length,
    converged: worlds.filter(converged).length,
    cpuSecondsPerWorld: Number((cpu / Math.max(1, worlds.length)).toFixed(2)),
    coverage: coverageData(coverageOf(worlds)),
    worlds: worlds.map(({ coverage: _coverage, ...world }) => world),
  };
}
