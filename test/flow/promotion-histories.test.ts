import fc from "fast-check";
import { expect, test } from "vitest";
import { PromotionHistory } from "./promotion-history.ts";
import { promotionHistories } from "./promotion-moves.ts";

/** How many histories are played; each takes a few seconds. */
const runs = Number(process.env["AUTOLAND_HISTORIES"] ?? 5);
/** The same seed plays the same histories. */
const seed = Number(process.env["AUTOLAND_HISTORIES_SEED"] ?? 1);
const timeout = 60_000 + runs * 40_000;

test(
  `the ten statements hold after every step, and what people decided at every change, of ${runs} random histories, and production comes to the head in the end`,
  { timeout },
  async () => {
    await fc.assert(
      fc.asyncProperty(promotionHistories, async (moves) => {
        const history = await PromotionHistory.open();
        for (const move of moves) await history.play(move);
        expect(history.broken).toEqual([]);
        await history.settle();
        expect(history.broken).toEqual([]);
        await history.play({ kind: "silence", minutes: 60 });
        await history.idle();
        expect(history.broken).toEqual([]);
        for (const [what, times] of Object.entries(history.occasions()))
          expect(times, what).toBeGreaterThan(0);
      }),
      { numRuns: runs, seed, endOnFailure: process.env["AUTOLAND_HISTORIES_SHRINK"] === undefined },
    );
  },
);
