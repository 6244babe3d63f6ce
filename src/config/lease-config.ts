import { z } from "zod";
import { type BucketPlace, bucketPlaceKeys, bucketPlaceOf } from "./bucket-place.ts";

/** Where the right to change applications is kept, and into how many shares it is divided. */
export interface LeaseConfig extends BucketPlace {
  readonly shares: number;
}

/** The schema of `lease`. */
export const leaseSchema = z
  .strictObject({
    ...bucketPlaceKeys({
      exampleBucket: "acme-autoland",
      aboutBucket: "A bucket of the operator's own, in which old versions expire after a day.",
      defaultPrefix: "autoland/lease",
      aboutPrefix: "What the lease's keys begin with.",
    }),
    shares: z
      .number()
      .int("must be a whole number")
      .min(1, "must be 1 or more")
      .max(500, "must be 500 or fewer")
      .default(1)
      .describe(
        "Into how many shares the applications are divided among tasks: 1 for one task, else four for each task. All tasks must have the same number; it takes effect when the last one with the old number has ended.",
      ),
  })
  .describe(
    "A lease in S3, so that one task at a time changes an application, and another takes over within 30 seconds. Left out, the service must run one task with minimum 0 and maximum 100 percent. Where every environment is in `look`, one share is never taken and nothing is written.",
  )
  .meta({ examples: [{ bucket: "acme-autoland" }] });

/** The settings with what was left out. */
export function leaseOf(input: z.output<typeof leaseSchema> | undefined): LeaseConfig | undefined {
  return input === undefined ? undefined : { ...bucketPlaceOf(input), shares: input.shares };
}
