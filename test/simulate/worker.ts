import { setImmediate } from "node:timers/promises";
import type { PlayedWorld } from "./play-world.ts";
import { plant } from "./plant.ts";
import { plantNamed } from "./plants.ts";

// The arguments are those that play-worlds.ts starts this process with.
const [, , hours, calls, name] = process.argv;
if (name !== undefined) plant(plantNamed(name));
// Loaded only now, so that a plant is in it.
const { playLogged } = await import("./play-world.ts");

process.on("message", (seed: number) => {
  void playAndForget(seed).then((played) => process.send?.(played));
});
process.send?.("ready");

async function playAndForget(seed: number): Promise<PlayedWorld> {
  const world = await playLogged(seed, Number(hours), calls === "http");
  // Only while it is forgotten: what a world rejects while it is played ends this process.
  process.on("unhandledRejection", ignore);
  world.forget();
  await setImmediate();
  await setImmediate();
  process.off("unhandledRejection", ignore);
  return world.played;
}

function ignore(): void {
  // Nobody waits for it any more.
}
