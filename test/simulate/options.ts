import { parseArgs } from "node:util";
import os from "node:os";
import { type PlantName, plantNames } from "./plants.ts";

export const usage = `Usage: npm run simulate -- [--seeds A..B | --seed N] [--hours H] [--workers N] [--plant NAME] [--json]

Plays random worlds: two applications in three environments under the real product, with faults on a fifth of its calls, kills, a rival
process, rewritten branches, changes by hand and failing deployments. Checks the ten statements of product.md over everything that
happened, and that every world comes to rest when the faults stop. The same seed plays the same world, call for call.

  --seeds A..B    which worlds (default 1..20)
  --seed N        one world
  --hours H       simulated hours of each (default 24)
  --workers N     threads (default: one for each core)
  --http          the product's calls go through HTTP's forms and signatures: instead of as values, at twice the cost
  --plant NAME    puts a fault into the product and ends at the first world in which it is seen: ${plantNames.join(", ")}
  --json          the results as JSON on standard output

Exit 0 when every world held and converged (with --plant: when the fault was found), 1 when not, 2 for wrong usage.
`;

/** What the command line asks for. */
export interface SimulateOptions {
  readonly seeds: readonly number[];
  readonly hours: number;
  readonly workers: number;
  readonly plant?: PlantName;
  readonly json: boolean;
  readonly http: boolean;
}

/** The options, or a sentence about what is wrong with them. */
export function optionsOf(args: readonly string[]): SimulateOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seeds: { type: "string", default: "1..20" },
        seed: { type: "string" },
        hours: { type: "string", default: "24" },
        workers: { type: "string", default: String(os.availableParallelism()) },
        plant: { type: "string" },
        json: { type: "boolean", default: false },
        http: { type: "boolean", default: false },
      },
    });
    const seeds = seedsOf(values.seed ?? values.seeds);
    const [hours, workers] = [Number(values.hours), Number(values.workers)];
    if (seeds === undefined)
      return `--seeds is a number or a range such as 1..20, not ${values.seed ?? values.seeds}`;
    if (!(hours >= 0.5 && hours <= 24 * 31)) return `--hours is from 0.5 to 744, not ${values.hours}`;
    if (!Number.isInteger(workers) || workers < 1) return `--workers is at least 1, not ${values.workers}`;
    const plant = plantNames.find((name) => name === values.plant);
    if (values.plant !== undefined && plant === undefined)
      return `there is no plant ${values.plant}; there are ${plantNames.join(", ")}`;
    return {
      seeds,
      hours,
      workers,
      json: values.json,
      http: values.http,
      ...(plant === undefined ? {} : { plant }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function seedsOf(text: string): readonly number[] | undefined {
  const [, first, last] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const count = Number(last ?? first) - Number(first) + 1;
  return count < 1 ? undefined : Array.from({ length: count }, (_, index) => Number(first) + index);
}
