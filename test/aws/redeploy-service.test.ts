import { expect, test } from "vitest";
import { redeploy } from "../../src/reconcile/decisions/redeploy.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { deskOf } from "../support/promotion.ts";
import { openAdoptedShop } from "../support/shop.ts";

const troubles: readonly (readonly [string, FaultEffect, readonly string[]])[] = [
  [
    "whose answer is lost is not repeated",
    { kind: "timeout", phase: "after-effect" },
    ["timeout-after-effect"],
  ],
  [
    "that is lost on its way is sent again",
    { kind: "timeout", phase: "before-effect" },
    ["timeout-before-effect", "ok"],
  ],
  ["that is throttled is sent again", { kind: "throttle" }, ["ThrottlingException", "ok"]],
];

test.each(troubles)("a request for new tasks %s", async (_name, effect, outcomes) => {
  const shop = await openAdoptedShop();
  const { signal } = new AbortController();
  const target = { environment: "develop", workload: "api" };
  await shop.world.run(redeploy(deskOf(shop), target, signal));
  shop.world.faults.add({ action: "UpdateService", nth: [1], effect });
  await shop.world.run(shop.world.clock.sleep(60_000));
  const before = shop.world.log.records.length;
  await shop.sync();
  await shop.sync();
  const calls = shop.world.log.records.slice(before).filter(({ action }) => action === "UpdateService");
  expect(calls.map(({ outcome }) => outcome)).toEqual(outcomes);
});
