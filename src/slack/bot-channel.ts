import type { Clock } from "../domain/clock.ts";
import { type Deployment, deploymentKey } from "../notify/deployment.ts";
import { stateOf } from "../notify/deployment-state.ts";
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
import type { Incident } from "../notify/troubles.ts";
import type { Channel } from "../telling/channel.ts";
import type { MessageBook } from "../telling/message-book.ts";
import { type Finder, makeFinder } from "./find-sent.ts";
import { withinTiers } from "./pace.ts";
import { makePoster, type Poster } from "./post-messages.ts";
import type { SlackClient } from "./slack-client.ts";
import type { Told } from "./told.ts";
import { makeToldBook, type ToldBook, toldOfDrift } from "./told-book.ts";

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

/** Milliseconds between two edits of one message. */
const coalescing = 5_000;
/** Milliseconds between two edits of a digest of drift. */
const betweenDigests = 3_600_000;
/** Milliseconds for which something has to be well before that is told, and in which it may begin again in the same message. */
const calm = 2 * 60_000;
const reopening = 30 * 60_000;
/** Milliseconds after which a process has seen what goes on. */
const settling = 5 * 60_000;

/**
 * Slack with a bot's token: one message for each topic, edited as it goes, with the story's lines in its thread. What it knows of
 * messages can be lost at any time: it is in the records, and where a message was sent and not yet recorded it is found in the channel
 * by its metadata. Without the scope to read the channel a cut between sending and recording costs one message twice.
 */
export function makeBotChannel(inputs: BotInputs): Channel {
  return new BotChannel(inputs);
}

class BotChannel implements Channel {
  readonly name = "slack";
  readonly #inputs: BotInputs;
  readonly #told = new Map<string, Told>();
  /** Deployments that a message of this process tells of together. */
  readonly #grouped = new Set<string>();
  readonly #incidents = new Map<string, Incident>();
  readonly #endedAt = new Map<string, number>();
  readonly #poster: Poster;
  readonly #finder: Finder;
  readonly #book: ToldBook;
  readonly #begun: Date;
  #isSettled = false;

  constructor(inputs: BotInputs) {
    this.#inputs = inputs;
    this.#begun = inputs.clock.now();
    const client = withinTiers(inputs.client, inputs.clock);
    this.#poster = makePoster(client, inputs.clock);
    this.#finder = makeFinder(client, inputs.channelOf, this.#begun);
    this.#book = makeToldBook(inputs.book);
  }

  async bringUpToDate(stories: Stories, signal: AbortSignal): Promise<Date | undefined> {
    this.#adopt(stories);
    await this.#book.writeRest(signal);
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
      const told = this.#book.find(deployment);
      if (told !== undefined) this.#told.set(id, told);
    }
  }

  async #bring(topic: Topic, style: SlackStyle, signal: AbortSignal): Promise<Date | undefined> {
    switch (topic.kind) {
      case "deployment": {
        const { deployment } = topic;
        if (this.#told.get(topic.id)?.state === "grouped") return this.#leaveGroup(topic, style, signal);
        const due = await this.#keep(topic, deploymentMessage(deployment, style), signal, (told) =>
          this.#book.write(deployment, told, signal),
        );
        return due ?? this.#keepThread(topic.id, deployment, style, signal);
      }
      case "group": {
        const { members, cause } = topic;
        return this.#keep(topic, groupMessage(members, cause, style), signal, async (told) => {
          for (const member of members) this.#grouped.add(deploymentKey(member));
          for (const member of members) await this.#book.write(member, { ...told, state: "grouped" }, signal);
        });
      }
      case "drift": {
        const { digest, messages, id, notBefore } = topic;
        if (this.#inputs.clock.now() < notBefore) return notBefore;
        const recorded = toldOfDrift(messages);
        if (recorded !== undefined && !this.#told.has(id)) this.#told.set(id, recorded);
        return this.#keep(topic, driftMessage(digest, style), signal, (told) =>
          this.#book.writeDigest(digest, told, signal),
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
      const ts = await this.#poster.post(topic.id, { channel }, message, signal);
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
    await this.#poster.edit(before, message, signal);
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
    await this.#poster.post(id, { channel: told.channel, thread: told.ts }, message, signal);
    const after = { ...told, state: "deployed" };
    this.#told.set(id, { ...after, says: JSON.stringify([message.text, message.blocks]) });
    await this.#book.write(deployment, after, signal);
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
    const arrived = this.#poster.isDoubtful(doubt)
      ? await this.#finder.findReply(told, message, signal)
      : undefined;
    if (arrived === undefined)
      await this.#poster.post(doubt, { channel: told.channel, thread: told.ts }, message, signal);
    this.#poster.settle(doubt);
    this.#told.set(id, {
      ...told,
      entries: Number(arrived?.about["upTo"] ?? deployment.entries.length),
      at: this.#inputs.clock.now().getTime(),
    });
    return undefined;
  }

  async #find(topic: Topic, message: SlackMessage, signal: AbortSignal): Promise<Told | undefined> {
    const told = await this.#finder.find(topic, message, this.#poster.isDoubtful(topic.id), signal);
    this.#poster.settle(topic.id);
    if (told === undefined) return undefined;
    this.#told.set(topic.id, told);
    if (topic.kind === "deployment") await this.#book.write(topic.deployment, told, signal);
    if (topic.kind === "drift") await this.#book.writeDigest(topic.digest, told, signal);
    return told;
  }

  /** Once after a start: what an earlier process has told of, and what ended while nobody looked, is told to have ended. */
  async #endStale(stories: Stories, style: SlackStyle, signal: AbortSignal): Promise<Date | undefined> {
    if (this.#isSettled) return undefined;
    const at = new Date(this.#begun.getTime() + settling);
    if (this.#inputs.clock.now() < at) return at;
    for (const told of await this.#finder.findStale(stories, style, signal)) {
      const over = { cause: "", since: new Date(Number(told.ts) * 1000), troubles: [] };
      await this.#poster.edit(told, incidentMessage(over, true, style), signal);
    }
    this.#isSettled = true;
    return undefined;
  }
}
