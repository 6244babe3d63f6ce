import path from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { play, type Played } from "./play.ts";
import { readScenarios } from "./scenario.ts";

const usage = `Usage: npm run -s failures -- [--dir DIR] [--only ID] [--json] [--seed S]

Plays every failure of a folder (default: test/scenarios/failures) in the simulated AWS and says whether Autoland named its cause, and
whether the environment could be used afterwards. --seed (any text) decides what the simulated AWS leaves to chance: ids, delays, and which
calls a fault with a probability meets; the same seed plays the same. The format stands in test/scenarios/README.md.
Exit 0 when all did, 1 when one did not, 2 for wrong usage.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const all = readScenarios(options.dir);
  const chosen = all.filter(({ id }) => options.only === undefined || id === options.only);
  if (chosen.length === 0) {
    process.stderr.write(
      `${options.dir} has no scenario${options.only === undefined ? "" : ` ${options.only}`}\n`,
    );
    return 2;
  }
  const played: Played[] = [];
  for (const scenario of chosen) {
    const one = await play(scenario, options.seed);
    played.push(one);
    if (!options.json) process.stdout.write(lineOf(one));
  }
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ schemaVersion: 1, kind: "failures", scenarios: played }, undefined, 2)}\n`,
    );
  (options.json ? process.stderr : process.stdout).write(`${summary(played)}\n`);
  return played.every(({ named, usable }) => named && usable) ? 0 : 1;
}

interface Options {
  readonly dir: string;
  readonly only?: string;
  readonly json: boolean;
  /** The shop's own when absent. */
  readonly seed?: string;
}

/** The options, or a sentence about what is wrong with them. */
function optionsOf(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dir: { type: "string", default: fileURLToPath(new URL("../scenarios/failures", import.meta.url)) },
        only: { type: "string" },
        json: { type: "boolean", default: false },
        seed: { type: "string" },
      },
    });
    const { dir, only, json, seed } = values;
    return {
      dir: path.resolve(dir),
      json,
      ...(only === undefined ? {} : { only }),
      ...(seed === undefined ? {} : { seed }),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lineOf({ id, what, named, usable, told, phase, seconds, faults }: Played): string {
  const mark = named && usable ? "ok  " : "FAIL";
  const when = seconds === undefined ? (phase ?? "never") : `after ${seconds} s`;
  const reason = told[0]?.reason ?? "nothing";
  const lines = faults.map((fault) => `       ${fault}\n`);
  return `${mark} ${id}: ${what}: ${reason}, ${when}\n${lines.join("")}`;
}

function summary(played: readonly Played[]): string {
  const named = played.filter((one) => one.named).length;
  const usable = played.filter((one) => one.usable).length;
  return `${named} of ${played.length} named, ${usable} of ${played.length} usable afterwards`;
}
