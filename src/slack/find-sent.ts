import type { Stories } from "../notify/stories.ts";
import { incidentMessage, type SlackMessage, type SlackStyle } from "../notify/slack-message.ts";
import type { Topic } from "../notify/topics.ts";
import { incidentsOf } from "../notify/troubles.ts";
import { type SentMessage, sentMessages } from "./sent-messages.ts";
import type { SlackClient } from "./slack-client.ts";
import type { Told } from "./told.ts";

/** Finds again what was sent and not noted: by an earlier process, or by a request whose answer was lost. */
export interface Finder {
  /**
   * The message of a topic where it may have been sent. What stands in a channel is read once, and again where it is doubtful whether the
   * last message has arrived.
   */
  find(
    topic: Topic,
    message: SlackMessage,
    isDoubtful: boolean,
    signal: AbortSignal,
  ): Promise<Told | undefined>;
  /** The reply in a message's thread that has these lines, or more. */
  findReply(told: Told, message: SlackMessage, signal: AbortSignal): Promise<SentMessage | undefined>;
  /** Messages of troubles that still stand as open and are none any more. */
  findStale(stories: Stories, style: SlackStyle, signal: AbortSignal): Promise<readonly Told[]>;
}

/** How far back a message that may have been sent is looked for, in milliseconds. */
const lookBack = 24 * 3_600_000;

/** A finder of a process that began at this time. */
export function makeFinder(
  client: SlackClient,
  channelOf: (application: string | undefined) => string,
  begun: Date,
): Finder {
  const since = new Date(begun.getTime() - lookBack);
  const sent = new Map<string, readonly SentMessage[] | undefined>();
  return {
    find: async (topic, message, isDoubtful, signal) => {
      if (!isDoubtful && !mayBeTold(topic)) return undefined;
      const channel = channelOf(topic.application);
      if (isDoubtful || !sent.has(channel))
        sent.set(channel, await sentMessages(client, { channel, since }, signal));
      const found = sent.get(channel)?.find((one) => isOf(topic, message, one));
      if (found === undefined) return undefined;
      const at = topic.kind === "drift" ? Number(found.ts) * 1000 : 0;
      return { channel, ts: found.ts, state: found.about["state"] ?? "", at, entries: 0 };
    },
    findReply: async ({ channel, ts, entries }, message, signal) => {
      const replies = await sentMessages(
        client,
        { channel, since: new Date(Number(ts) * 1000), thread: ts },
        signal,
      );
      return replies?.find(
        ({ about }) =>
          about["kind"] === "thread" &&
          about["key"] === message.about["key"] &&
          Number(about["upTo"]) > entries,
      );
    },
    findStale: async (stories, style, signal) => {
      const channel = channelOf(undefined);
      const standing = (await sentMessages(client, { channel, since }, signal)) ?? [];
      const open = new Set(
        incidentsOf(stories).map((incident) => incidentMessage(incident, false, style).about["cause"]),
      );
      return standing
        .filter(
          ({ about }) =>
            about["kind"] === "incident" && about["state"] === "open" && !open.has(about["cause"]),
        )
        .map(({ ts }) => ({ channel, ts, state: "open", at: 0, entries: 0 }));
    },
  };
}

function mayBeTold(topic: Topic): boolean {
  switch (topic.kind) {
    case "deployment":
      return topic.deployment.mayBeTold;
    case "group":
      return topic.members.some((member) => member.mayBeTold);
    case "drift":
    case "incident":
      return true;
  }
}

/** Whether a message that stands in the channel is the topic's. */
function isOf(topic: Topic, message: SlackMessage, { ts, about }: SentMessage): boolean {
  if (about["kind"] !== message.about["kind"]) return false;
  switch (topic.kind) {
    case "deployment": {
      const same = ["application", "environment", "commit"].every(
        (name) => about[name] === message.about[name],
      );
      // The end of an earlier time is not this one's: what was recorded began before its message was sent.
      const isEarlier =
        ["deployed", "overtaken"].includes(about["state"] ?? "") && topic.deployment.episode >= 0;
      return same && !isEarlier && Number(ts) * 1000 >= topic.deployment.since.getTime() - lookBack;
    }
    case "drift":
      return about["application"] === message.about["application"] && about["day"] === message.about["day"];
    case "group":
    case "incident":
      return about["cause"] === message.about["cause"] && about["state"] !== "over";
  }
}
