import { z } from "zod";

/** How Slack is told: with a bot, whose messages are edited as things go, or with an incoming webhook. Secrets are named, never held. */
export type SlackConfig = {
  readonly mentions: SlackMentions;
} & (
  | { readonly kind: "bot"; readonly token: string; readonly channel: string }
  | { readonly kind: "webhook"; readonly webhook: string }
);

/** Whom to mention: ids of users and of groups. */
export interface SlackMentions {
  readonly failed: readonly string[];
  readonly waiting: readonly string[];
}

const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "must be the name of an environment variable, such as `AUTOLAND_SLACK_TOKEN`",
  );

const channelId = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{6,20}$/,
    "must be a channel's id, such as `C0123456789`; it stands at the bottom of the channel's details",
  );

const people = (when: string) =>
  z
    .array(
      z.string().regex(/^[UWS][A-Z0-9]{6,20}$/, "must be the id of a user (`U…`) or of a user group (`S…`)"),
    )
    .default([])
    .describe(`Ids of users (\`U…\`) and user groups (\`S…\`) that are mentioned when ${when}.`);

/** The schema of `slack`. */
export const slackSchema = z
  .strictObject({
    token: variableName
      .optional()
      .describe("The environment variable with a bot's token (`xoxb-…`). Either this or `webhook`."),
    channel: channelId
      .optional()
      .describe("The id of the channel that the bot writes to. Needed with `token`."),
    webhook: variableName
      .optional()
      .describe(
        "The environment variable with the address of an incoming webhook, which can only send: one message at the end. Either this or `token`.",
      ),
    mentions: z
      .strictObject({
        failed: people("something fails"),
        waiting: people("something waits for approval"),
      })
      .optional()
      .describe("Whom messages mention."),
  })
  .refine(({ token, webhook }) => (token === undefined) !== (webhook === undefined), {
    error: "needs either `token` or `webhook`",
  })
  .refine(({ token, channel }) => token === undefined || channel !== undefined, {
    error: "names no `channel`; a bot has to be told where to write",
  })
  .refine(({ webhook, channel }) => webhook === undefined || channel === undefined, {
    error: "has a `channel` beside `webhook`; a webhook has its own",
  })
  .describe("Where Slack is told of deployments. See docs/notifications.md.");

/** The schema of an application's `slack`. */
export const applicationSlackSchema = z
  .strictObject({
    channel: channelId.describe("The id of the channel for this application instead of `slack.channel`."),
  })
  .describe("Where Slack is told of this application.");

/** The settings; undefined where Slack is not told. */
export function slackOf(input: z.output<typeof slackSchema> | undefined): SlackConfig | undefined {
  if (input === undefined) return undefined;
  const { token, channel, webhook, mentions = { failed: [], waiting: [] } } = input;
  if (token !== undefined && channel !== undefined) return { kind: "bot", token, channel, mentions };
  if (webhook !== undefined) return { kind: "webhook", webhook, mentions };
  throw new Error("the settings of Slack were not checked");
}
