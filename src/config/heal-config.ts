import { z } from "zod";
import type { HealMode } from "../domain/healing.ts";

/** The key `drift` of an environment. */
export const environmentDriftSchema = z
  .strictObject({
    heal: z
      .enum(["report", "approve", "auto"])
      .default("report")
      .describe(
        "What is done about settings of running services that somebody has changed live: numbers of tasks, the task definition, bounds of scaling. `report`: they are told of. `approve`: they are put back once a person has approved that. `auto`: they are put back, as far as the environment's `mode` lets anything be changed. What is gone is never made anew (docs/drift.md).",
      ),
  })
  .describe("What is done about drift in the environment.");

/** What an environment's `drift.heal` says. */
export function healOf(input: z.output<typeof environmentDriftSchema> | undefined): HealMode {
  return input?.heal ?? "report";
}
