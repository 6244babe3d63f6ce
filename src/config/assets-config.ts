import { z } from "zod";

/** Where a build puts the files of one commit, as the operator writes it: `{commit}` and `{short}` are not yet put in. */
export interface AssetsConfig {
  /** `s3://<bucket>/<prefix>`, without a slash at its end. */
  readonly s3: string;
  /** Of the bucket; absent for the region that Autoland works in. */
  readonly region?: string;
  /** Name of the file below the prefix that the build writes last. */
  readonly complete: string;
}

/** The key `assets` of an application: files of static sites that a build makes and Git does not have. */
export const assetsSchema = z
  .record(z.string().min(1), placeSchema())
  .describe(
    "Files of static sites that a build makes and Git does not have, by workload. What the commit has at a `source` of the site's manifest is taken from the commit.",
  );

function placeSchema() {
  return z
    .strictObject({
      s3: z
        .string()
        .regex(
          /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^?#]*[^/?#]$/,
          "must be `s3://<bucket>/<prefix>`, without a slash at its end, such as `s3://acme-builds/shop/{commit}`",
        )
        .regex(
          /\{(?:commit|short)\}/,
          "must have `{commit}` or `{short}` in it, so that no commit gets another one's files",
        )
        .describe(
          "The prefix that stands for the repository's root: a site's `source: dist` is looked for at `<prefix>/dist`. `{commit}`, `{short}` (its first eight digits) and `{branch}` are put in. The bucket may be another account's.",
        )
        .meta({ examples: ["s3://acme-builds/shop/{commit}"] }),
      region: z
        .string()
        .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region, such as `eu-west-1`")
        .optional()
        .describe("The bucket's region; left out, the one that Autoland works in."),
      complete: z
        .string()
        .regex(/^[^/].*[^/]$|^[^/]$/, "must be the name of a file below the prefix")
        .default(".complete")
        .describe(
          "The file below the prefix that the build writes last. Until it is there the site waits, so that no half of a build is deployed.",
        ),
    })
    .describe("Where the build puts the files of one commit.");
}

/** The same with defaults. */
export function assetsOf(
  input: z.output<typeof assetsSchema> | undefined,
): Readonly<Record<string, AssetsConfig>> {
  return Object.fromEntries(
    Object.entries(input ?? {}).map(([workload, { s3, region, complete }]) => [
      workload,
      { s3, complete, ...(region === undefined ? {} : { region }) },
    ]),
  );
}
