import { type SimulateOptions, optionsOf, usage } from "./options.ts";
import { plantNamed } from "./plants.ts";
import type { PlayedWorld } from "./play-world.ts";
import { playWorlds } from "./play-worlds.ts";
import { converged, coverageLines, faultLines, held, lastLine, summaryJson } from "./summary.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const began = performance.now();
  let done = 0;
  const worlds = await playWorlds({
    ...options,
    onPlayed: (world) => {
      done += 1;
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      process.stderr.write(
        `world ${world.seed}: ${verdict(world)}, ${world.calls} calls, ${world.cpuSeconds.toFixed(1)} s; ${done} of ${options.seeds.length} in ${minutes} min\n`,
      );
      // At once, for those who wait for a thousand worlds.
      for (const line of faultLines(world, options)) process.stderr.write(`${line}\n`);
      return options.plant !== undefined && isFound(world, options);
    },
  });
  if (options.json) process.stdout.write(`${JSON.stringify(summaryJson(worlds, options), undefined, 2)}\n`);
  const tell = (line: string): boolean => (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  for (const world of worlds) for (const line of faultLines(world, options)) tell(line);
  for (const line of coverageLines(worlds)) tell(line);
  const cpu = worlds.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  tell(`${(cpu / worlds.length).toFixed(1)} CPU seconds a world of ${options.hours} hours`);
  if (options.plant !== undefined) return tellOfPlant(worlds, options, tell);
  tell(lastLine(worlds));
  return worlds.every((world) => held(world) && converged(world)) ? 0 : 1;
}

function verdict(world: PlayedWorld): string {
  if (!held(world))
    return `statement ${[...new Set(world.breaches.map(({ statement }) => statement))].join(", ")} broken`;
  return converged(world) ? "held" : "did not converge";
}

/** Whether the statement that the plant breaks was seen broken. */
function isFound(world: PlayedWorld, { plant }: SimulateOptions): boolean {
  return (
    plant !== undefined && world.breaches.some(({ statement }) => statement === plantNamed(plant).statement)
  );
}

function tellOfPlant(
  worlds: readonly PlayedWorld[],
  options: SimulateOptions,
  tell: (line: string) => boolean,
): number {
  const { name, statement, does } = plantNamed(options.plant ?? "");
  const first = worlds.find((world) => isFound(world, options));
  tell(
    first === undefined
      ? `${name} (${does}): not found in ${worlds.length} worlds by statement ${statement}`
      : `${name} (${does}): found by statement ${statement} at seed ${first.seed}`,
  );
  return first === undefined ? 1 : 0;
}
