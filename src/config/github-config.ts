import { z } from "zod";
import { type CommentsConfig, commentsSchema } from "./comments-config.ts";

/** What GitHub is told. Applications whose source is not `source.github` are left out. */
export interface GitHubConfig {
  readonly statuses: boolean;
  readonly deployments: boolean;
  /** Absent: nothing is said below pull requests. */
  readonly comments?: CommentsConfig;
  /** The environment variable with a token that may write, apart from the one that reads. */
  readonly token?: string;
}

/** The schema of `github`. */
export const githubSchema = z
  .strictObject({
    statuses: z
      .boolean()
      .default(true)
      .describe("A status beside each commit for each environment, `autoland/<application>/<environment>`."),
    deployments: z.boolean().default(true).describe("A deployment of GitHub for each of Autoland's."),
    comments: commentsSchema.optional(),
    token: z
      .string()
      .regex(
        /^[A-Za-z_][A-Za-z0-9_]*$/,
        "must be the name of an environment variable, such as `AUTOLAND_GITHUB_WRITE_TOKEN`",
      )
      .optional()
      .describe(
        "The environment variable with a token that may write these; without it the credential that reads the repository is used.",
      ),
  })
  .describe(
    "What GitHub is told of applications with `source.github`. Nothing without this key. See docs/notifications.md.",
  );

/** The settings; undefined where GitHub is not told. */
export function githubOf(input: z.output<typeof githubSchema> | undefined): GitHubConfig | undefined {
  if (input === undefined) return undefined;
  const { statuses, deployments, comments, token } = input;
  return {
    statuses,
    deployments,
    ...(comments === undefined ? {} : { comments }),
    ...(token === undefined ? {} : { token }),
  };
}
