import { stackStatuses } from "../../src/domain/stack-status.ts";
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

/** The same as text: in how many of the worlds each was reached, and what was not. */
export function coverageLines(worlds: readonly PlayedWorld[]): readonly string[] {
  const { planned, held: reasons } = coverageOf(worlds);
  const inHowMany = (part: "carriedOut" | "statuses", all: readonly string[]): string =>
    all
      .map((name) => [name, worlds.filter(({ coverage }) => coverage[part].includes(name)).length] as const)
      .filter(([, times]) => times > 0)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ");
  const reached = (part: "carriedOut" | "statuses", all: readonly string[]): readonly string[] =>
    all.filter((name) => worlds.some(({ coverage }) => coverage[part].includes(name)));
  const missing = (part: "carriedOut" | "statuses", all: readonly string[]): readonly string[] => {
    const found = new Set(reached(part, all));
    const names = all.filter((name) => !found.has(name));
    if (names.length === 0) return [];
    return [
      `  not reached: ${names.map((name) => (planned.has(name) ? `${name} (planned)` : name)).join(", ")}`,
    ];
  };
  return [
    `steps carried out: ${reached("carriedOut", stepKinds).length} of ${stepKinds.length} kinds, in so many worlds each: ${inHowMany("carriedOut", stepKinds)}`,
    ...missing("carriedOut", stepKinds),
    `stack statuses: ${reached("statuses", stackStatuses).length} of ${stackStatuses.length}: ${inHowMany("statuses", stackStatuses)}`,
    ...missing("statuses", stackStatuses),
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
