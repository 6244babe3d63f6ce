import { expect, it } from "vitest";
import type { CallLog } from "../../src/simulator/kernel/call-log.ts";
import { playLogged } from "./play-world.ts";

it("a world begins with the same calls at the same instants, whether the product speaks HTTP or hands its calls over as values", async () => {
  // Later, calls of one instant may come in another order, and so other ones go wrong.
  const over = await playLogged(1, 0.2, true);
  const direct = await playLogged(1, 0.2, false);
  expect(direct.played.calls).toBeGreaterThan(500);
  expect(callsByInstant(direct.log)).toEqual(callsByInstant(over.log));
});

/** Every call with its time, its caller, what it asked and what came of it; which of one instant came first is left out. */
function callsByInstant({ records }: CallLog): readonly string[] {
  return records
    .map(({ sequence: _sequence, requestId: _request, ...call }) => JSON.stringify(call))
    .toSorted();
}
