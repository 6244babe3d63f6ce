import { z } from "zod";
import { durationPattern, parseDuration } from "./duration.ts";

/** How thoroughly and how often the loop watches for drift. Budgets are for each account and region. */
export interface DriftWatchConfig {
  /** Milliseconds between two direct reads of the same thing, where the budget allows. */
  readonly intervalMilliseconds: number;
  /** Direct reads: calls a minute. */
  readonly callsPerMinute: number;
  /** Milliseconds between two comparisons of a stack by CloudFormation. */
  readonly compareEveryMilliseconds: number;
  /** Comparisons an hour; one at a time. */
  readonly comparisonsPerHour: number;
}

const words = "must be a whole number with `s`, `m` or `h`, such as `30s` or `12h`";

function durationSchema(least: string, most: string) {
  return z
    .string({ error: words })
    .regex(durationPattern, words)
    .refine((text) => {
      const milliseconds = parseDuration(text);
      return (
        milliseconds === undefined ||
        (milliseconds >= (parseDuration(least) ?? 0) && milliseconds <= (parseDuration(most) ?? 0))
      );
    }, `must be from \`${least}\` to \`${most}\``);
}

function countSchema(most: number) {
  return z.int("must be a whole number").min(1, "must be at least 1").max(most, `must be at most ${most}`);
}

/** The key `drift.watch` of the configuration. */
export const driftWatchSchema = z
  .strictObject({
    interval: durationSchema("10s", "24h")
      .default("30s")
      .describe(
        "How often services, what scales them and whether their secrets are there is read directly, where `callsPerMinute` allows. From `10s` to `24h`.",
      ),
    callsPerMinute: countSchema(600)
      .default(120)
      .describe("How many calls these reads make in an account and region, at most."),
    compareEvery: durationSchema("10m", "720h")
      .default("12h")
      .describe(
        "How often CloudFormation compares each stack with what is there, where `comparisonsPerHour` allows. One that has drifted is compared again after an hour. From `10m` to `720h`.",
      ),
    comparisonsPerHour: countSchema(600)
      .default(60)
      .describe("How many stacks CloudFormation compares in an account and region, at most; one at a time."),
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether `autoland run` watches for drift between its looks at all."),
  })
  .describe("How what is live is watched while the loop runs (docs/drift.md).");

/** The same with defaults; undefined where nothing is watched. */
export function driftWatchOf(
  input: z.output<typeof driftWatchSchema> | undefined,
): DriftWatchConfig | undefined {
  const { enabled, interval, callsPerMinute, compareEvery, comparisonsPerHour } =
    input ?? driftWatchSchema.parse({});
  if (!enabled) return undefined;
  return {
    intervalMilliseconds: millisecondsIn(interval),
    callsPerMinute,
    compareEveryMilliseconds: millisecondsIn(compareEvery),
    comparisonsPerHour,
  };
}

function millisecondsIn(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Error(`the duration ${text} was not checked`);
  return milliseconds;
}
