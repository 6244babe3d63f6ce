import { z } from "zod";

/** Whose word that something has changed is listened to. */
export interface WebhooksConfig {
  /** Names of environment variables with the secrets of GitHub's webhook; two while one takes the other's place. */
  readonly githubSecrets: readonly string[];
}

/** The schema of `webhooks`. */
export const webhooksSchema = z
  .strictObject({
    github: z
      .strictObject({
        secrets: z
          .array(
            z
              .string()
              .regex(
                /^[A-Za-z_][A-Za-z0-9_]*$/,
                "must be the name of an environment variable, such as `AUTOLAND_WEBHOOK_SECRET`",
              ),
          )
          .min(1, "names no variable; a webhook without a secret could be anybody's")
          .describe(
            "The environment variables with the webhook's secret; two while a new one takes the place of an old one.",
          ),
      })
      .optional()
      .describe(
        "GitHub's webhook at `/webhooks/github`, for pushes and pull requests. It is only a hint to look.",
      ),
  })
  .describe(
    "Who may say that something has changed, so that it is looked at at once. Without webhooks everything works, an interval later.",
  );

/** The settings with what was left out. */
export function webhooksOf(input: z.output<typeof webhooksSchema> | undefined): WebhooksConfig {
  return { githubSecrets: input?.github?.secrets ?? [] };
}
