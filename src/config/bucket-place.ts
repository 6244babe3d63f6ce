import { z } from "zod";

/** A place in S3. */
export interface BucketPlace {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  /** Absent: the region that the process works in. */
  readonly region?: string;
}

/** How a family of keys tells of its place. */
export interface PlaceWords {
  /** A bucket's name, for messages. */
  readonly exampleBucket: string;
  readonly aboutBucket: string;
  readonly defaultPrefix: string;
  readonly aboutPrefix: string;
}

/** The keys `bucket`, `prefix` and `region`, for a schema that has others besides. */
export function bucketPlaceKeys({ exampleBucket, aboutBucket, defaultPrefix, aboutPrefix }: PlaceWords): {
  readonly bucket: z.ZodString;
  readonly prefix: z.ZodDefault<z.ZodString>;
  readonly region: z.ZodOptional<z.ZodString>;
} {
  return {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    bucket: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        `must be the name of an S3 bucket, such as \`${exampleBucket}\``,
      )
      .describe(aboutBucket),
    prefix: z
      .string()
      .regex(/^[\w!*'().-]+(?:\/[\w!*'().-]+)*\/?$/, `must be a prefix of keys, such as \`${defaultPrefix}\``)
      .default(defaultPrefix)
      .describe(aboutPrefix),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region, such as `eu-west-1`")
      .optional()
      .describe("The bucket's region; left out, the one that Autoland works in."),
  };
}

/** The place that checked keys name. */
export function bucketPlaceOf({
  bucket,
  prefix,
  region,
}: {
  readonly bucket: string;
  readonly prefix: string;
  readonly region?: string | undefined;
}): BucketPlace {
  return {
    bucket,
    prefix: prefix.endsWith("/") ? prefix : `${prefix}/`,
    ...(region === undefined ? {} : { region }),
  };
}
