import fc from "fast-check";
import { expect, test } from "vitest";
import { pendingHolds } from "../../src/domain/plan.ts";
import { writesSince } from "../support/aws-world.ts";
import { histories, type Move } from "./moves.ts";
import { ShopHistory } from "./shop-history.ts";
import { ownWaitingChangeSets, workloadStacks } from "./stacks-behind.ts";

/** How many histories are played; each takes one or two seconds. */
const runs = Number(process.env["AUTOLAND_HISTORIES"] ?? 8);
/** The same seed plays the same histories. */
const seed = Number(process.env["AUTOLAND_HISTORIES_SEED"] ?? 1);
const timeout = 60_000 + runs * 20_000;

test(`every law holds at every moment of ${runs} random histories`, { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (moves) => {
      const history = await play(moves);
      expect(history.broken).toEqual([]);
      const last = await history.settle();
      expect(history.broken).toEqual([]);
      expect(last.plan.environments.flatMap((plan) => [...plan.steps, ...pendingHolds(plan)])).toEqual([]);
      const stacks = workloadStacks(history.shop.world);
      expect(stacks.flatMap(ownWaitingChangeSets).map(({ name }) => name)).toEqual([]);
      expect(stacks.filter(({ status }) => status === "REVIEW_IN_PROGRESS")).toEqual([]);
      const calls = history.shop.world.log.records.length;
      await history.pass();
      expect(writesSince(history.shop.world, calls)).toEqual([]);
    }),
    { numRuns: runs, seed, endOnFailure: process.env["AUTOLAND_HISTORIES_SHRINK"] === undefined },
  );
});

test("a history that is played twice makes the same calls at the same times", { timeout }, async () => {
  const some = fc.sample(histories, { numRuns: 5, seed });
  const moves = some.toSorted((a, b) => b.length - a.length)[0] ?? [];
  expect(moves.length).toBeGreaterThan(5);
  const [first, second] = [await play(moves), await play(moves)];
  expect(second.shop.world.log.text()).toBe(first.shop.world.log.text());
});

async function play(moves: readonly Move[]): Promise<ShopHistory> {
  const history = await ShopHistory.open();
  for (const move of moves) await history.play(move);
  return history;
}
