import { plant } from "./plant.ts";
import { plantNamed } from "./plants.ts";

// The arguments are those that play-worlds.ts starts this process with.
const [, , hours, calls, name] = process.argv;
if (name !== undefined) plant(plantNamed(name));
// Loaded only now, so that a plant is in it.
const { playWorld } = await import("./play-world.ts");

process.on("message", (seed: number) => {
  void playWorld(seed, Number(hours), calls === "http").then((played) => process.send?.(played));
});
process.send?.("ready");
