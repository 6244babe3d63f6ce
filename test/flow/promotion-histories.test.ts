import fc from "fast-check";
import { expect, test } from "vitest";
import { PromotionHistory } from "./promotion-history.ts";
import { promotionHistories } from "./promotion-moves.ts";

/** How many histories are played; each takes a few seconds. */
const runs = Number(process.env["AUTOLAND_HISTORIES"] ?? 8);
/** The same seed plays the same histories. */
const seed = Number(process.env["AUTOLAND_HISTORIES_SEED"] ?? 1);
const timeout = 60_000 + runs * 40_000;

test(
  `what people decided holds at every change of ${runs} random histories, and production comes to the head in the end`,
  { timeout },
  async () => {
    await fc.assert(
      fc.asyncProperty(promotionHistories, async (moves) => {
        const history = await PromotionHistory.open();
        for (const move of moves) await history.play(move);
        expect(history.broken).toEqual([]);
        await history.settle();
        expect(history.broken).toEqual([]);
      }),
      { numRuns: runs, seed, endOnFailure: process.env["AUTOLAND_HISTORIES_SHRINK"] === undefined },
    );
  },
);
