import { expect, it } from "vitest";
import { playWorld } from "./play-world.ts";

it("a world begins with the same calls, whether the product speaks HTTP or hands its calls over as values", async () => {
  // Later, calls of one instant may come in another order, and so other ones go wrong.
  const over = await playWorld(1, 0.2, true);
  const direct = await playWorld(1, 0.2, false);
  expect(direct.calls).toBeGreaterThan(500);
  expect({ calls: direct.calls, log: direct.log }).toEqual({ calls: over.calls, log: over.log });
});
