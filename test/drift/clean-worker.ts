import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { emptyEnvironment, playCleanApplication } from "./clean-applications.ts";

/** Plays applications of these seeds, and sends what was reported of them: one of the workers of `npm run drift-matrix`. */
const { seeds } = z.object({ seeds: z.array(z.number()) }).parse(workerData);
const base = await emptyEnvironment();
const reported: string[] = [];
for (const seed of seeds) reported.push(...(await playCleanApplication(base, seed)));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window: its port takes no origin.
parentPort?.postMessage(reported);
