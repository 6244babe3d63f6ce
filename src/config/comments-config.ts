import { z } from "zod";

/** What is said below pull requests. */
export interface CommentsConfig {
  /** Values are shown where only those who may read the repository see them. */
  readonly values: boolean;
}

/** The schema of `github.comments`. */
export const commentsSchema = z
  .strictObject({
    values: z
      .boolean()
      .default(true)
      .describe(
        "Whether the comment shows values, accounts and sentences of AWS. It never does in a public repository, nor for a fork.",
      ),
  })
  .describe(
    "One comment below each pull request that would change an environment, kept up to date: what merging it would change there. Not without this key, for a comment shows what is deployed to everybody who may read the repository. See docs/pull-requests.md.",
  );
