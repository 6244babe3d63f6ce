import { setImmediate } from "node:timers/promises";
import { failureOf } from "../../src/domain/failure.ts";
import type { PlayedWorld } from "./play-world.ts";
import { plant } from "./plant.ts";
import { plantNamed } from "./plants.ts";

// The arguments are those that play-worlds.ts starts this process with.
const [, , hours, calls, name] = process.argv;
if (name !== undefined) plant(plantNamed(name));
// Loaded only now, so that a plant is in it.
const { playLogged } = await import("./play-world.ts");

const unheard: unknown[] = [];
process.on("unhandledRejection", (error) => unheard.push(error));

process.on("message", (seed: number) => {
  void playAndForget(seed).then((played) => process.send?.(played));
});
process.send?.("ready");

async function playAndForget(seed: number): Promise<PlayedWorld> {
  unheard.length = 0;
  const world = await playLogged(seed, Number(hours), calls === "http");
  const [first] = unheard;
  // What a world rejects while it is forgotten nobody waits for any more.
  world.forget();
  await setImmediate();
  await setImmediate();
  const { played } = world;
  if (first === undefined) return played;
  const unsettled = `a promise was rejected that nobody waited for, which ends a process: ${failureOf(first).message}`;
  return { ...played, unsettled };
}
