import { z } from "zod";

/** What the process of the simulated AWS says once it answers. */
export const greeting = z.object({
  url: z.string(),
  now: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/** Calls since the last question, by `service:Operation`. */
export const counts = z.object({ calls: z.record(z.string(), z.number()) });

/** What the measured process is started with, as one argument of JSON. */
export const measuredSetting = z.object({
  targets: z.number(),
  url: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Milliseconds that the world is ahead of real time. */
  ahead: z.number(),
  /** How many commits every repository has had after its first. */
  commits: z.number(),
  /** Whether what was read is kept in S3. */
  cache: z.boolean(),
});

/** What a pass over all applications is to begin with. */
export const passOrder = z.object({ commits: z.number(), ahead: z.number() });

/** What the measured process says of a pass. */
export const passDone = z.object({
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
  inSync: z.number(),
  /** Steps that were carried out. */
  outcomes: z.number(),
  /** Why something is held, if anything is. */
  held: z.string().optional(),
});
