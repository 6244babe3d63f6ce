import { expect, test } from "vitest";
import type { Plan, Step } from "../../src/domain/plan.ts";
import { applyRedeploy } from "../../src/reconcile/apply-redeploy.ts";
import type { StepContext } from "../../src/reconcile/hands.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { redeploy } from "../../src/reconcile/decisions/redeploy.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { deskOf } from "../support/promotion.ts";
import { newProcess } from "../support/restarts.ts";
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
  const reports = [await shop.sync(), await shop.sync()];
  expect(reports.map(({ outcomes }) => outcomes.map(({ kind }) => kind))).toEqual([["applied"], []]);
  const calls = shop.world.log.records.slice(before).filter(({ action }) => action === "UpdateService");
  expect(calls.map(({ outcome }) => outcome)).toEqual(outcomes);
});

test("of two passes that both saw the request, one starts the tasks and says so", async () => {
  const shop = await openAdoptedShop();
  const { signal } = new AbortController();
  await shop.world.run(redeploy(deskOf(shop), { environment: "develop", workload: "api" }, signal));
  await shop.world.run(shop.world.clock.sleep(60_000));
  const before = shop.world.log.records.length;
  const both = await shop.world.run(
    Promise.all(
      [newProcess(shop), newProcess(shop)].map(({ hands }) => sync(shop.eyes, hands, shop.subject(), signal)),
    ),
  );
  const ends = both.flatMap(({ outcomes }) => outcomes.map(({ kind, step }) => `${kind} ${step.kind}`));
  const started = shop.world.log.records.slice(before).filter(({ action }) => action === "UpdateService");
  expect(ends.filter((end) => end === "applied redeploy").length).toBe(started.length);
});

test("a pass that saw the request before another one carried it out finds nothing left to do", async () => {
  const shop = await openAdoptedShop();
  const { signal } = new AbortController();
  await shop.world.run(redeploy(deskOf(shop), { environment: "develop", workload: "api" }, signal));
  await shop.world.run(shop.world.clock.sleep(60_000));
  const [step] = stepsIn(await shop.look());
  await shop.sync();
  if (step?.kind !== "redeploy") throw new Error("nothing was to be started anew");
  const { observed } = await shop.look();
  const record = observed.environments.get("develop")?.record;
  if (record?.kind !== "present") throw new Error("develop has no record");
  const context = { record: record.value, roles: {} } as StepContext;
  const outcome = await shop.world.run(applyRedeploy(shop.hands, context, step, signal));
  expect(outcome.kind).toBe("nothing-to-do");
});

function stepsIn({ plan }: { readonly plan: Plan }): readonly Step[] {
  return plan.environments.flatMap(({ steps }) => steps);
}
