import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import { type Deployment, deploymentKey } from "../notify/deployment.ts";
import { stateOf } from "../notify/deployment-state.ts";
import type { DriftDigest } from "../notify/drift-digest.ts";
import { driftMessage } from "../notify/drift-message.ts";
import {
  deploymentMessage,
  groupMessage,
  incidentMessage,
  type SlackMessage,
  type SlackStyle,
  threadMessage,
} from "../notify/slack-message.ts";
import type { Stories } from "../notify/stories.ts";
import { type Topic, topicsOf, urgentFirst } from "../notify/topics.ts";
import { type Incident, incidentsOf } from "../notify/troubles.ts";
import type { Channel } from "../telling/channel.ts";
import type { MessageBook } from "../telling/message-book.ts";
import { makePace, withinTiers } from "./pace.ts";
import { eventType, type SentMessage, sentMessages } from "./sent-messages.ts";
import type { SlackClient } from "./slack-client.ts";

/** What a bot tells with. */
export interface BotInputs {
  readonly client: SlackClient;
  /** The id of the channel of an application, or of what is of none. */
  readonly channelOf: (application: string | undefined) => string;
  readonly style: Omit<SlackStyle, "secrets">;
  readonly book: MessageBook;
  readonly clock: Clock;
  /** Whether it is this process's turn at an application: another's is told of by whoever has it. Absent: there is no other. */
  readonly isOurs?: ((application: string) => boolean) | undefined;
}

/** What is known of a message that was sent. */
interface Told {
  readonly channel: string;
  readonly ts: string;
  readonly state: string;
  /** What it says; undefined for one that an earlier process has sent. */
  readonly says?: string;
  readonly at: number;
  /** How many lines of the story stand in its thread. */
  readonly entries: number;
}

/** The name of the channel in records. */
const slack = "slack";

/** Milliseconds between two edits of one message. */
const coalescing = 5_000;
/** Milliseconds between two edits of a digest of drift. */
const betweenDigests = 3_600_000;
/** Milliseconds for which something has to be well before that is told, and in which it may begin again in the same message. */
const calm = 2 * 60_000;
const reopening = 30 * 60_000;
/** Milliseconds after which a process has seen what goes on. */
const settling = 5 * 60_000;
/** How far back a message that may have been sent is looked for. */
const lookBack = 24 * 3_600_000;

/**
 * Slack with a bot's token: one message for each topic, edited as it goes, with the story's lines in its thread. What it knows of
 * messages can be lost at any time: it is in the records, and where a message was sent and not yet recorded it is found in the channel
 * by its metadata. Without the scope to read the channel a cut between sending and recording costs one message twice.
 */
export function makeBotChannel(inputs: BotInputs): Channel {
  return new BotChannel(inputs);
}

class BotChannel implements Channel {
  readonly name = slack;
  readonly #inputs: BotInputs;
  readonly #told = new Map<string, Told>();
  /** Topics of which nobody knows whether the last request about them arrived. */
  readonly #doubtful = new Set<string>();
  /** Deployments that a message of this process tells of together. */
  readonly #grouped = new Set<string>();
  readonly #unwritten = new Map<string, { readonly deployment: Deployment; readonly told: Told }>();
  readonly #unwrittenDigests = new Map<string, { readonly digest: DriftDigest; readonly told: Told }>();
  readonly #incidents = new Map<string, Incident>();
  readonly #endedAt = new Map<string, number>();
  readonly #sent = new Map<string, readonly SentMessage[] | undefined>();
  readonly #pace: ReturnType<typeof makePace>;
  readonly #begun: Date;
  #isSettled = false;

  constructor(inputs: BotInputs) {
    this.#inputs = { ...inputs, client: withinTiers(inputs.client, inputs.clock) };
    this.#pace = makePace(inputs.clock);
    this.#begun = inputs.clock.now();
  }

  async bringUpToDate(stories: Stories, signal: AbortSignal): Promise<Date | undefined> {
    this.#adopt(stories);
    for (const { deployment, told } of this.#unwritten.values()) await this.#write(deployment, told, signal);
    for (const { digest, told } of this.#unwrittenDigests.values())
      await this.#writeDigest(digest, told, signal);
    const style = { ...this.#inputs.style, secrets: stories.secrets };
    const isTold = (id: string): boolean => this.#told.has(id);
    const dues: Date[] = [];
    const stale = await this.#endStale(stories, style, signal);
    if (stale !== undefined) dues.push(stale);
    for (const topic of urgentFirst(topicsOf(stories, isTold, [...this.#incidents.values()]))) {
      // Asked before each one: telling of many takes minutes.
      if (topic.application !== undefined && this.#inputs.isOurs?.(topic.application) === false) continue;
      const due = await this.#bring(topic, style, signal);
      if (due !== undefined) dues.push(due);
    }
    return dues.toSorted((left, right) => left.getTime() - right.getTime())[0];
  }

  /** What the records say was sent counts as sent. */
  #adopt(stories: Stories): void {
    for (const [id, deployment] of stories.deployments) {
      if (this.#told.has(id) || this.#grouped.has(id)) continue;
      const told = toldIn(this.#inputs.book.find(deployment, slack));
      if (told !== undefined) this.#told.set(id, told);
    }
  }

  async #bring(topic: Topic, style: SlackStyle, signal: AbortSignal): Promise<Date | undefined> {
    switch (topic.kind) {
      case "deployment": {
        const { deployment } = topic;
        if (this.#told.get(topic.id)?.state === "grouped") return this.#leaveGroup(topic, style, signal);
        const due = await this.#keep(topic, deploymentMessage(deployment, style), signal, (told) =>
          this.#write(deployment, told, signal),
        );
        return due ?? this.#keepThread(topic.id, deployment, style, signal);
      }
      case "group": {
        const { members, cause } = topic;
        return this.#keep(topic, groupMessage(members, cause, style), signal, async (told) => {
          for (const member of members) this.#grouped.add(deploymentKey(member));
          for (const member of members) await this.#write(member, { ...told, state: "grouped" }, signal);
        });
      }
      case "drift": {
        const { digest, messages, id, notBefore } = topic;
        if (this.#inputs.clock.now() < notBefore) return notBefore;
        const recorded = toldIn(messages[slack]);
        if (recorded !== undefined && !this.#told.has(id))
          this.#told.set(id, { ...recorded, at: Number(recorded.ts) * 1000 });
        return this.#keep(topic, driftMessage(digest, style), signal, (told) =>
          this.#writeDigest(digest, told, signal),
        );
      }
      case "incident":
        return this.#keepIncident(topic, style, signal);
    }
  }

  /** Sends the message of a topic, or edits it where it says something else; answers when it may be edited again. */
  async #keep(
    topic: Topic,
    message: SlackMessage,
    signal: AbortSignal,
    written: (told: Told) => Promise<void>,
  ): Promise<Date | undefined> {
    const now = this.#inputs.clock.now().getTime();
    const before = this.#told.get(topic.id) ?? (await this.#find(topic, message, signal));
    const says = JSON.stringify([message.text, message.blocks]);
    const state = message.about["state"] ?? "";
    if (before === undefined) {
      if (now < topic.notBefore.getTime()) return topic.notBefore;
      const channel = this.#inputs.channelOf(topic.application);
      const ts = await this.#post(topic.id, channel, message, signal);
      const told = { channel, ts, state, says, at: this.#inputs.clock.now().getTime(), entries: 0 };
      this.#told.set(topic.id, told);
      await written(told);
      return undefined;
    }
    // A message of an earlier process says at least as much while nothing has changed.
    if (before.says === says || (before.says === undefined && before.state === state)) {
      this.#told.set(topic.id, { ...before, says });
      return undefined;
    }
    const pause = topic.kind === "drift" ? betweenDigests : coalescing;
    if (now < before.at + pause) return new Date(before.at + pause);
    await this.#edit(before, message, signal);
    const told = { ...before, state, says, at: this.#inputs.clock.now().getTime() };
    this.#told.set(topic.id, told);
    if (state !== before.state) await written(told);
    return undefined;
  }

  async #keepIncident(
    topic: Extract<Topic, { kind: "incident" }>,
    style: SlackStyle,
    signal: AbortSignal,
  ): Promise<Date | undefined> {
    const { incident, isOver, id } = topic;
    const now = this.#inputs.clock.now().getTime();
    if (!isOver) {
      this.#endedAt.delete(id);
      const due = await this.#keep(topic, incidentMessage(incident, false, style), signal, async () => {});
      if (this.#told.has(id)) this.#incidents.set(incident.cause, incident);
      return due;
    }
    const endedAt = this.#endedAt.get(id) ?? now;
    this.#endedAt.set(id, endedAt);
    if (now < endedAt + calm) return new Date(endedAt + calm);
    const due = await this.#keep(topic, incidentMessage(incident, true, style), signal, async () => {});
    if (due !== undefined) return due;
    if (now < endedAt + reopening) return new Date(endedAt + reopening);
    for (const map of [this.#told, this.#endedAt]) map.delete(id);
    this.#incidents.delete(incident.cause);
    return undefined;
  }

  /** A deployment that an earlier process told of in a group's message goes on in that one's thread. */
  async #leaveGroup(
    { id, deployment }: Extract<Topic, { kind: "deployment" }>,
    style: SlackStyle,
    signal: AbortSignal,
  ): Promise<undefined> {
    const told = this.#told.get(id);
    if (told === undefined || stateOf(deployment) !== "deployed") return;
    const message = deploymentMessage(deployment, style);
    await this.#post(id, told.channel, message, signal, told.ts);
    const after = { ...told, state: "deployed" };
    this.#told.set(id, { ...after, says: JSON.stringify([message.text, message.blocks]) });
    await this.#write(deployment, after, signal);
  }

  async #keepThread(
    id: string,
    deployment: Deployment,
    style: SlackStyle,
    signal: AbortSignal,
  ): Promise<Date | undefined> {
    const told = this.#told.get(id);
    if (told === undefined || told.entries >= deployment.entries.length) return undefined;
    const now = this.#inputs.clock.now().getTime();
    if (told.entries > 0 && now < told.at + coalescing) return new Date(told.at + coalescing);
    const message = threadMessage(deployment, told.entries, style);
    const doubt = `${id} thread`;
    const arrived = this.#doubtful.has(doubt) ? await this.#findReply(told, message, signal) : undefined;
    if (arrived === undefined) await this.#post(doubt, told.channel, message, signal, told.ts);
    this.#doubtful.delete(doubt);
    this.#told.set(id, {
      ...told,
      entries: Number(arrived?.about["upTo"] ?? deployment.entries.length),
      at: this.#inputs.clock.now().getTime(),
    });
    return undefined;
  }

  async #findReply(told: Told, message: SlackMessage, signal: AbortSignal): Promise<SentMessage | undefined> {
    const sent = await sentMessages(
      this.#inputs.client,
      { channel: told.channel, since: new Date(Number(told.ts) * 1000), thread: told.ts },
      signal,
    );
    return sent?.find(
      ({ about }) =>
        about["kind"] === "thread" &&
        about["key"] === message.about["key"] &&
        Number(about["upTo"]) > told.entries,
    );
  }

  /** The message of a topic where it may have been sent without anybody having noted it. */
  async #find(topic: Topic, message: SlackMessage, signal: AbortSignal): Promise<Told | undefined> {
    const isDoubtful = this.#doubtful.has(topic.id);
    const mayBeTold =
      topic.kind === "deployment"
        ? topic.deployment.mayBeTold
        : topic.kind === "incident" ||
          topic.kind === "drift" ||
          topic.members.some((member) => member.mayBeTold);
    if (!isDoubtful && !mayBeTold) return undefined;
    const channel = this.#inputs.channelOf(topic.application);
    if (isDoubtful || !this.#sent.has(channel)) {
      const since = new Date(this.#begun.getTime() - lookBack);
      this.#sent.set(channel, await sentMessages(this.#inputs.client, { channel, since }, signal));
    }
    this.#doubtful.delete(topic.id);
    const found = this.#sent.get(channel)?.find(({ ts, about }) => isOf(topic, message, { ts, about }));
    if (found === undefined) return undefined;
    const isDrift = topic.kind === "drift";
    const told = {
      channel,
      ts: found.ts,
      state: found.about["state"] ?? "",
      at: isDrift ? Number(found.ts) * 1000 : 0,
      entries: 0,
    };
    this.#told.set(topic.id, told);
    if (topic.kind === "deployment") await this.#write(topic.deployment, told, signal);
    if (topic.kind === "drift") await this.#writeDigest(topic.digest, told, signal);
    return told;
  }

  async #post(
    id: string,
    channel: string,
    message: SlackMessage,
    signal: AbortSignal,
    thread?: string,
  ): Promise<string> {
    await this.#pace(channel, signal);
    this.#doubtful.add(id);
    const body = { channel, ...bodyOf(message), ...(thread === undefined ? {} : { thread_ts: thread }) };
    const answer = await this.#call("chat.postMessage", body, signal);
    this.#doubtful.delete(id);
    const { ts } = answer;
    if (ts === undefined) throw new Error("Slack answered without the message's ts");
    return ts;
  }

  async #edit({ channel, ts }: Told, message: SlackMessage, signal: AbortSignal): Promise<void> {
    await this.#pace(channel, signal);
    await this.#call("chat.update", { channel, ts, ...bodyOf(message) }, signal);
  }

  async #call(
    method: "chat.postMessage" | "chat.update",
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<{ readonly ts?: string | undefined }> {
    const answer = await this.#inputs.client.call(method, body, signal);
    if (answer.kind === "done") return answer.body;
    // A person has taken it away: that is respected.
    if (method === "chat.update" && gone.has(answer.code)) return {};
    if (tooMuch.has(answer.code) && body["blocks"] !== undefined) {
      const { blocks: _left, ...plain } = body;
      return this.#call(method, plain, signal);
    }
    throw refused(answer.code, answer.detail, String(body["channel"]));
  }

  /** Where it cannot be written down now, it is with the next call. */
  async #write(deployment: Deployment, told: Told, signal: AbortSignal): Promise<void> {
    const key = deploymentKey(deployment);
    this.#unwritten.set(key, { deployment, told });
    const { channel, ts, state } = told;
    await this.#inputs.book.write(deployment, slack, `${channel}:${ts}:${state}`, signal);
    this.#unwritten.delete(key);
  }

  async #writeDigest(digest: DriftDigest, told: Told, signal: AbortSignal): Promise<void> {
    const { application } = digest;
    this.#unwrittenDigests.set(application, { digest, told });
    const { channel, ts, state } = told;
    await this.#inputs.book.writeDigest(digest, slack, `${channel}:${ts}:${state}`, signal);
    this.#unwrittenDigests.delete(application);
  }

  /** Once after a start: what an earlier process has told of, and what ended while nobody looked, is told to have ended. */
  async #endStale(stories: Stories, style: SlackStyle, signal: AbortSignal): Promise<Date | undefined> {
    if (this.#isSettled) return undefined;
    const at = new Date(this.#begun.getTime() + settling);
    if (this.#inputs.clock.now() < at) return at;
    const channel = this.#inputs.channelOf(undefined);
    const since = new Date(this.#begun.getTime() - lookBack);
    const sent = (await sentMessages(this.#inputs.client, { channel, since }, signal)) ?? [];
    const open = new Set(
      incidentsOf(stories).map((incident) => incidentMessage(incident, false, style).about["cause"]),
    );
    const stale = sent.filter(
      ({ about }) => about["kind"] === "incident" && about["state"] === "open" && !open.has(about["cause"]),
    );
    for (const { ts } of stale) {
      const over = { cause: "", since: new Date(Number(ts) * 1000), troubles: [] };
      const told = { channel, ts, state: "open", at: 0, entries: 0 };
      await this.#edit(told, incidentMessage(over, true, style), signal);
    }
    this.#isSettled = true;
    return undefined;
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

function toldIn(id: string | undefined): Told | undefined {
  const [channel, ts, state] = id?.split(":") ?? [];
  if (channel === undefined || ts === undefined || state === undefined) return undefined;
  return { channel, ts, state, at: 0, entries: 0 };
}

function bodyOf(message: SlackMessage): Readonly<Record<string, unknown>> {
  return {
    text: message.text,
    blocks: message.blocks,
    metadata: { event_type: eventType, event_payload: message.about },
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** https://docs.slack.dev/reference/methods/chat.update#errors */
const gone = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);
const tooMuch = new Set(["msg_blocks_too_long", "msg_too_long", "invalid_blocks"]);

function refused(code: string, detail: string, channel: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "SlackRefused",
    message: `Slack refuses messages to ${channel}: ${code}${detail === "" ? "" : ` (${detail})`}.`,
    remedy:
      code === "not_in_channel" || code === "channel_not_found"
        ? "Invite the app into the channel (/invite), and check slack.channel."
        : "Check the token and its scopes: chat:write, and channels:history or groups:history.",
  });
}
