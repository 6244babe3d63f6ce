import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PlayedWorld } from "./play-world.ts";
import type { PlantName } from "./plants.ts";

/** How worlds are played. */
export interface PlayOptions {
  readonly seeds: readonly number[];
  readonly hours: number;
  /** A fault in the product. */
  readonly plant?: PlantName;
  /** Whether the product's calls go through HTTP's forms. */
  readonly http: boolean;
  /** How many processes play side by side. */
  readonly workers: number;
  /** Told of each world that has ended; when it answers true, no further one begins. */
  readonly onPlayed: (world: PlayedWorld) => boolean;
}

/** Plays worlds in processes of their own, and answers them in the order of their seeds. */
export async function playWorlds(options: PlayOptions): Promise<readonly PlayedWorld[]> {
  const waiting = [...options.seeds];
  const played: PlayedWorld[] = [];
  let isOver = false;
  const onPlayed = (world: PlayedWorld): void => {
    played.push(world);
    if (options.onPlayed(world)) isOver = true;
  };
  const workers = Math.min(options.workers, options.seeds.length);
  await Promise.all(
    Array.from({ length: workers }, () =>
      work(options, () => (isOver ? undefined : waiting.shift()), onPlayed),
    ),
  );
  return played.toSorted((a, b) => a.seed - b.seed);
}

/** Worlds make much that lives shortly: with more room for it the collector runs less often. */
const roomForYoungObjects = ["--max-semi-space-size=256"];

/** One process, which is given a seed whenever it has ended a world. */
function work(
  { hours, plant, http }: PlayOptions,
  next: () => number | undefined,
  onPlayed: (world: PlayedWorld) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = [String(hours), http ? "http" : "values", ...(plant === undefined ? [] : [plant])];
    const worker = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), args, {
      execArgv: [...process.execArgv, ...roomForYoungObjects],
    });
    worker.on("error", reject);
    worker.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`a process that plays worlds ended with ${code}`)),
    );
    worker.on("message", (message: PlayedWorld | "ready") => {
      if (message !== "ready") onPlayed(message);
      const seed = next();
      if (seed === undefined) worker.disconnect();
      else worker.send(seed);
    });
  });
}
