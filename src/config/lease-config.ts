import { z } from "zod";

/** Where the right to change applications is kept, and into how many shares it is divided. */
export interface LeaseConfig {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  /** Absent: the region that the process works in. */
  readonly region?: string;
  readonly shares: number;
}

/** The schema of `lease`. */
export const leaseSchema = z
  .strictObject({
    bucket: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "must be the name of an S3 bucket, such as `acme-autoland`",
      )
      .describe("A bucket of the operator's own, in which old versions expire after a day."),
    prefix: z
      .string()
      .regex(/^[\w!*'().-]+(?:\/[\w!*'().-]+)*\/?$/, "must be a prefix of keys, such as `autoland/lease`")
      .default("autoland/lease")
      .describe("What the lease's keys begin with."),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region, such as `eu-west-1`")
      .optional()
      .describe("The bucket's region; left out, the one that Autoland works in."),
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
  if (input === undefined) return undefined;
  const { bucket, prefix, region, shares } = input;
  return {
    bucket,
    prefix: prefix.endsWith("/") ? prefix : `${prefix}/`,
    shares,
    ...(region === undefined ? {} : { region }),
  };
}
