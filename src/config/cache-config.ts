import { z } from "zod";
import { type BucketPlace, bucketPlaceKeys, bucketPlaceOf } from "./bucket-place.ts";

/** Where stacks that were read are kept over the end of a process. */
export type CacheConfig = BucketPlace;

/** The schema of `cache`. */
export const cacheSchema = z
  .strictObject(
    bucketPlaceKeys({
      exampleBucket: "acme-autoland",
      aboutBucket:
        "A bucket of the operator's own. Whoever may write to it can make Autoland overlook a difference, or that a service does not run well.",
      defaultPrefix: "autoland/cache",
      aboutPrefix: "What the cache's keys begin with.",
    }),
  )
  .describe(
    "Keeps deployed templates in S3, so that a new process need not read each of thousands of stacks. It can be deleted at any time. Stacks of environments in `look` are never written to it.",
  )
  .meta({ examples: [{ bucket: "acme-autoland" }] });

/** The settings with what was left out. */
export function cacheOf(input: z.output<typeof cacheSchema> | undefined): CacheConfig | undefined {
  return input === undefined ? undefined : bucketPlaceOf(input);
}
