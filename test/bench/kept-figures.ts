import { z } from "zod";

/** Figures of one release, and what they were measured with. */
const releaseFigures = z.strictObject({
  node: z.string(),
  processor: z.string(),
  /** What else there is to know of the machine, in words. */
  machine: z.string(),
  benchmarks: z.record(z.string(), z.record(z.string(), z.number())),
});

/** The figures that the repository keeps, in docs/benchmarks.json: by release, the newest last. */
export const keptFigures = z.strictObject({
  schemaVersion: z.literal(2),
  kind: z.literal("benchmarks"),
  releases: z.record(z.string(), releaseFigures),
});

/** Kept figures as read from their file. */
export type KeptFigures = z.infer<typeof keptFigures>;
/** Figures of one release. */
export type ReleaseFigures = z.infer<typeof releaseFigures>;

/** The figures that a release is compared with: its own while it is made, else those of the release that was recorded last. */
export function figuresFor({ releases }: KeptFigures, release: string): ReleaseFigures | undefined {
  return releases[release] ?? Object.values(releases).at(-1);
}
