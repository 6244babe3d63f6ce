import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import { type Deployment, deploymentKey, type DeploymentState } from "../notify/deployment.ts";
import { stateOf } from "../notify/deployment-state.ts";
import type { DriftDigest } from "../notify/drift-digest.ts";
import { driftMessage } from "../notify/drift-message.ts";
import {
  deploymentMessage,
  groupMessage,
  incidentMessage,
  type SlackMessage,
  type SlackStyle,
} from "../notify/slack-message.ts";
import type { Stories } from "../notify/stories.ts";
import { type Topic, topicsOf } from "../notify/topics.ts";
import type { Incident } from "../notify/troubles.ts";
import { type Channel, NotNow } from "../telling/channel.ts";
import type { MessageBook } from "../telling/message-book.ts";
import { makePace } from "./pace.ts";
import { retryAt, type Send, unreachable } from "./slack-client.ts";

/** What an incoming webhook tells with. */
export interface WebhookInputs {
  /** The webhook's address, which is a secret. */
  readonly address: string;
  readonly style: Omit<SlackStyle, "secrets">;
  readonly book: MessageBook;
  readonly clock: Clock;
  /** Whether it is this process's turn at an application: another's is told of by whoever has it. Absent: there is no other. */
  readonly isOurs?: ((application: string) => boolean) | undefined;
  readonly timeout?: number;
  /** How requests travel; the network when left out. */
  readonly send?: Send;
}

/** The name of the channel in records. */
const name = "slack-webhook";

/** States that are worth a message that can never be edited: an end, or that a person is needed. */
const worth: ReadonlySet<DeploymentState> = new Set(["deployed", "failed", "held", "waiting"]);

const calm = 2 * 60_000;

/**
 * Slack with an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), which can neither edit nor
 * look: one message when a deployment has ended, and one when it needs a person. A cut between sending and recording, or an answer that was
 * lost, costs that message twice.
 */
export function makeWebhookChannel({
  address,
  style,
  book,
  clock,
  isOurs,
  timeout = 15_000,
  send: travel = fetch,
}: WebhookInputs): Channel {
  const told = new Map<string, string>();
  const grouped = new Set<string>();
  const incidents = new Map<string, Incident>();
  const endedAt = new Map<string, number>();
  const unnoted = new Map<string, DriftDigest>();
  const pace = makePace(clock);

  async function post(message: SlackMessage, signal: AbortSignal): Promise<void> {
    await pace(name, signal);
    const send = (body: object): Promise<Response> =>
      travel(address, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      });
    const { text, blocks } = message;
    try {
      const answer = await send({ text, blocks });
      if (answer.status === 429)
        throw new NotNow(retryAt(answer, clock.now()), "the webhook takes no more for now");
      if (answer.ok) return;
      const why = (await answer.text()).slice(0, 100);
      if (answer.status >= 500) throw unreachable(`the webhook answered ${answer.status}`);
      if (/invalid_blocks|too_long/.test(why) && (await send({ text })).ok) return;
      throw refused(answer.status, why);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ReconcileError || error instanceof NotNow) throw error;
      // What the network says of the address stays here: the address is a secret.
      throw unreachable("no answer from the webhook");
    }
  }

  async function tellOnce(
    id: string,
    state: string,
    message: () => SlackMessage,
    signal: AbortSignal,
    write: () => Promise<void>,
  ): Promise<undefined> {
    if (told.get(id) === state) return;
    await post(message(), signal);
    told.set(id, state);
    await write();
  }

  /** Where it cannot be written down now, it is with the next call. */
  async function noteDigest(id: string, signal: AbortSignal): Promise<undefined> {
    const digest = unnoted.get(id);
    if (digest === undefined) return;
    await book.writeDigest(digest, name, "told", signal);
    unnoted.delete(id);
  }

  async function bring(topic: Topic, full: SlackStyle, signal: AbortSignal): Promise<Date | undefined> {
    const now = clock.now();
    const { id } = topic;
    if (!told.has(id) && now < topic.notBefore) return topic.notBefore;
    switch (topic.kind) {
      case "deployment": {
        const { deployment } = topic;
        const state = stateOf(deployment);
        if (!worth.has(state)) return undefined;
        return tellOnce(
          id,
          state,
          () => deploymentMessage(deployment, full),
          signal,
          () => book.write(deployment, name, state, signal),
        );
      }
      case "group": {
        const { members, cause } = topic;
        const state = members.some((member) => stateOf(member) === "failed") ? "failed" : "over";
        const message = (): SlackMessage => groupMessage(members, cause, full);
        return tellOnce(id, state, message, signal, async () => {
          for (const member of members) grouped.add(deploymentKey(member));
          for (const member of members) await book.write(member, name, "failed", signal);
        });
      }
      case "drift": {
        const { digest, messages } = topic;
        if (now < topic.notBefore) return topic.notBefore;
        const recorded = messages[name];
        if (recorded !== undefined && !told.has(id)) told.set(id, recorded);
        // It cannot be edited: what comes later on the day stands on the page and is told on the next.
        if (told.has(id) || digest.drifted.length === 0) return noteDigest(id, signal);
        return tellOnce(
          id,
          "told",
          () => driftMessage(digest, full),
          signal,
          () => {
            unnoted.set(id, digest);
            return noteDigest(id, signal);
          },
        );
      }
      case "incident": {
        const { incident, isOver } = topic;
        if (!isOver) {
          endedAt.delete(id);
          incidents.set(incident.cause, incident);
          return tellOnce(
            id,
            "open",
            () => incidentMessage(incident, false, full),
            signal,
            async () => {},
          );
        }
        const ended = endedAt.get(id) ?? now.getTime();
        endedAt.set(id, ended);
        if (now.getTime() < ended + calm) return new Date(ended + calm);
        await tellOnce(
          id,
          "over",
          () => incidentMessage(incident, true, full),
          signal,
          async () => {},
        );
        for (const map of [told, endedAt]) map.delete(id);
        incidents.delete(incident.cause);
        return undefined;
      }
    }
  }

  function adopt(deployments: ReadonlyMap<string, Deployment>): void {
    for (const [id, deployment] of deployments) {
      const state = book.find(deployment, name);
      if (state !== undefined && !told.has(id) && !grouped.has(id)) told.set(id, state);
    }
  }

  return {
    name,
    bringUpToDate: async (stories: Stories, signal) => {
      adopt(stories.deployments);
      const full = { ...style, secrets: stories.secrets };
      const dues: Date[] = [];
      for (const topic of topicsOf(stories, (id) => told.has(id), [...incidents.values()])) {
        if (topic.application !== undefined && isOurs?.(topic.application) === false) continue;
        const due = await bring(topic, full, signal);
        if (due !== undefined) dues.push(due);
      }
      return dues.toSorted((left, right) => left.getTime() - right.getTime())[0];
    },
  };
}

function refused(status: number, why: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "SlackRefused",
    message: `Slack refuses what is sent to the webhook: ${status} ${why}`.trim(),
    remedy: "Make a new incoming webhook and put its address into the variable that slack.webhook names.",
  });
}
