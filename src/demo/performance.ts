import type { Logger } from "pino";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";

/** What every story is played with. */
export interface PerformanceInputs {
  readonly seed: string;
  /** Where the repository and caches go. */
  readonly folder: string;
  readonly port: number;
  /** How many times faster than real time. */
  readonly factor: number;
  readonly log: Logger;
  readonly narrator: Narrator;
  /** Told as soon as the repository and the simulated AWS can be reached. */
  readonly announce: (places: { readonly repository: string; readonly aws: string }) => void;
}

/** A story that was played; its loop still runs. */
export interface Performance {
  readonly stage: Stage;
  readonly page: string;
}
