import { z } from "zod";

/** The figures that the repository keeps, in docs/benchmarks.json: of one release, one Node and one processor. */
export const keptFigures = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal("benchmarks"),
  release: z.string(),
  node: z.string(),
  processor: z.string(),
  benchmarks: z.record(z.string(), z.record(z.string(), z.number())),
});

/** Kept figures as read from their file. */
export type KeptFigures = z.infer<typeof keptFigures>;
