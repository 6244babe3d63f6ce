import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { GitHubConfig } from "../config/github-config.ts";
import type { SlackConfig } from "../config/slack-config.ts";
import type { CallMade } from "../domain/call-made.ts";
import type { Clock } from "../domain/clock.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import type { ToldDigest } from "../domain/records.ts";
import type { RecentRelease } from "../domain/release.ts";
import { makeGitHubChannel } from "../github/github-channel.ts";
import { makeBotChannel } from "../slack/bot-channel.ts";
import { makeSlackClient } from "../slack/slack-client.ts";
import { makeWebhookChannel } from "../slack/webhook-channel.ts";
import { type Channel, NotNow } from "../telling/channel.ts";
import { makeTelling, type Telling } from "../telling/keep-telling.ts";
import { makeMessageBook, type MessageBook } from "../telling/message-book.ts";
import type { GitHubWriting } from "./github-writing.ts";
import { namedSecret } from "./named-secret.ts";
import { driftLinksOf, linksOf } from "./page-links.ts";
import type { OpenApplication } from "./open-application.ts";

/** What people are told with. */
export interface TellingSetting {
  readonly config: Config;
  readonly applications: readonly OpenApplication[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onCall?: ((call: CallMade) => void) | undefined;
}

/** Everyone outside the process who is told, as the configuration says; undefined when nobody is. Throws `ConfigInvalid` for secrets that are named and not there. */
export function openTelling(
  setting: TellingSetting,
  writing?: GitHubWriting,
  isOurs?: (application: string) => boolean,
): Telling | undefined {
  const { applications, clock, log, config } = setting;
  const byName = new Map(applications.map((application) => [application.subject.application, application]));
  const book = makeMessageBook((application) => {
    const opened = byName.get(application);
    return opened === undefined || isOnlyLookedAt(opened) ? undefined : opened.hands.records;
  });
  const channels = [
    ...(config.slack === undefined ? [] : [slackChannel(config.slack, setting, book, isOurs)]),
    ...(config.github === undefined || writing === undefined
      ? []
      : [githubChannel(config.github, setting, writing, book, isOurs)]),
  ];
  if (channels.length === 0) return undefined;
  return makeTelling({
    channels,
    clock,
    recall: async (application, since, signal) => {
      const opened = byName.get(application);
      if (opened === undefined) throw new Error(`no application ${application}`);
      return {
        recent: await recallFrom(opened, since, signal),
        repository: opened.eyes.source.repository,
        digest: await digestFrom(opened, signal),
      };
    },
    onFault: (channel, error) => {
      if (error instanceof NotNow) log.warn({ channel, until: error.until }, error.message);
      else log.error({ channel, ...failureOf(error) }, "people could not be told; it is tried again");
    },
  });
}

/** What was recorded of the environments that may be changed; in `look` nothing is recorded. */
async function recallFrom(
  { subject, hands }: OpenApplication,
  since: Date,
  signal: AbortSignal,
): Promise<readonly RecentRelease[]> {
  const found: RecentRelease[] = [];
  for (const { environment, mode } of subject.environments) {
    if (mode === "look") continue;
    const recent = await hands.records.recentReleases(subject.application, environment, since, signal);
    if (recent.kind === "unreadable") throw new ReconcileError(recent.failure);
    if (recent.kind === "present") found.push(...recent.value);
  }
  return found;
}

/** What was told last of the drift of an application; where everything is in `look`, only the channel itself knows. */
async function digestFrom(opened: OpenApplication, signal: AbortSignal): Promise<ToldDigest | undefined> {
  if (isOnlyLookedAt(opened)) return undefined;
  const state = await opened.hands.records.read(opened.subject.application, signal);
  if (state.kind === "unreadable") throw new ReconcileError(state.failure);
  return state.kind === "present" ? state.value.driftDigests[0] : undefined;
}

/** Whether nothing of it may be changed, its records included. */
function isOnlyLookedAt({ subject }: OpenApplication): boolean {
  return subject.environments.every(({ mode }) => mode === "look");
}

type IsOurs = ((application: string) => boolean) | undefined;

function slackChannel(
  slack: SlackConfig,
  setting: TellingSetting,
  book: MessageBook,
  isOurs: IsOurs,
): Channel {
  const { config, clock, environment, onCall } = setting;
  const style = { mentions: slack.mentions, linkTo: linksOf(config), driftAt: driftLinksOf(config) };
  switch (slack.kind) {
    case "bot": {
      const baseUrl = environment["AUTOLAND_SLACK_URL"];
      const client = makeSlackClient({
        token: namedSecret(environment, slack.token, "slack.token"),
        now: () => clock.now(),
        ...(baseUrl === undefined || baseUrl === "" ? {} : { baseUrl }),
        ...(onCall === undefined ? {} : { onCall }),
      });
      const channels = new Map(
        config.applications.map(({ application, slackChannel: own }) => [application, own]),
      );
      const channelOf = (application: string | undefined): string =>
        channels.get(application ?? "") ?? slack.channel;
      return makeBotChannel({ client, style, book, clock, channelOf, isOurs });
    }
    case "webhook": {
      const address = namedSecret(environment, slack.webhook, "slack.webhook");
      return makeWebhookChannel({ address, style, book, clock, isOurs });
    }
  }
}

function githubChannel(
  github: GitHubConfig,
  { config, clock }: TellingSetting,
  writing: GitHubWriting,
  book: MessageBook,
  isOurs: IsOurs,
): Channel {
  return makeGitHubChannel({
    ...github,
    isOurs,
    clientOf: writing.clientOf,
    nameOf: (application, name) => (writing.isShared(application) ? `${application}/${name}` : name),
    linkTo: linksOf(config),
    pace: writing.pace,
    book,
    clock,
  });
}
