import { expect, test } from "vitest";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { withinTiers } from "../../src/slack/pace.ts";
import type { SlackClient } from "../../src/slack/slack-client.ts";

type Method = Parameters<SlackClient["call"]>[0];

/** When each of so many requests left, in seconds. */
async function leavingTimes(methods: readonly Method[]): Promise<readonly number[]> {
  const world = makeWorld({ seed: "tiers", services: [] });
  const { clock } = world;
  const begun = clock.now().getTime();
  const times: number[] = [];
  const client: SlackClient = {
    call: async () => {
      times.push((clock.now().getTime() - begun) / 1000);
      return { kind: "done", body: { ok: true } };
    },
  };
  const paced = withinTiers(client, clock);
  await world.run(
    (async () => {
      for (const method of methods) await paced.call(method, {}, new AbortController().signal);
    })(),
  );
  return times;
}

/** The most that left within any minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((time) => times.filter((other) => other >= time && other < time + 60).length));
}

test.each<[method: Method, most: number]>([
  ["chat.update", 45],
  ["conversations.history", 45],
  ["conversations.replies", 45],
  ["chat.postMessage", 150],
])("%s: no more than %i in any minute, however many channels there are", async (method, most) => {
  const times = await leavingTimes(Array<Method>(400).fill(method));
  expect(mostInAMinute(times)).toBe(most);
  expect(times).toHaveLength(400);
});

test("edits that have to wait keep no new message of another method waiting longer than they do", async () => {
  const times = await leavingTimes([...Array<Method>(45).fill("chat.update"), "chat.postMessage"]);
  expect(Math.max(...times)).toBe(0);
});
