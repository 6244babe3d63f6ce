import { z } from "zod";

/** Where stacks that were read are kept over the end of a process. */
export interface CacheConfig {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  /** Absent: the region that the process works in. */
  readonly region?: string;
}

/** The schema of `cache`. */
export const cacheSchema = z
  .strictObject({
    bucket: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "must be the name of an S3 bucket, such as `acme-autoland`",
      )
      .describe(
        "A bucket of the operator's own. Whoever may write to it can make Autoland overlook a difference.",
      ),
    prefix: z
      .string()
      .regex(/^[\w!*'().-]+(?:\/[\w!*'().-]+)*\/?$/, "must be a prefix of keys, such as `autoland/cache`")
      .default("autoland/cache")
      .describe("What the cache's keys begin with."),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region, such as `eu-west-1`")
      .optional()
      .describe("The bucket's region; left out, the one that Autoland works in."),
  })
  .describe(
    "Keeps deployed templates in S3, so that a new process need not read each of thousands of stacks. It can be deleted at any time. Stacks of environments in `look` are never written to it.",
  )
  .meta({ examples: [{ bucket: "acme-autoland" }] });

/** The settings with what was left out. */
export function cacheOf(input: z.output<typeof cacheSchema> | undefined): CacheConfig | undefined {
  if (input === undefined) return undefined;
  const { bucket, prefix, region } = input;
  return {
    bucket,
    prefix: prefix.endsWith("/") ? prefix : `${prefix}/`,
    ...(region === undefined ? {} : { region }),
  };
}
