import { expect, test } from "vitest";
import type { FunctionCatalog } from "../../src/domain/function-catalog.ts";
import type { Report } from "../../src/domain/report.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { writesSince } from "../support/aws-world.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";
import { ShopHistory } from "./shop-history.ts";
import { waitingChangeSets, workloadStacks } from "./stacks-behind.ts";

test("a refresh of functions that failed is not tried again with every pass", async () => {
  const shop = await openAdoptedShop();
  const newer = passes(shop);
  const manifest = shopFiles[batch] ?? "";
  // With another change besides, what fails first is not what is asked for in the end.
  shop.source.commit("develop", { [batch]: manifest.replace("retries: 2", "retries: 3") });
  failResources(shop.world, {
    stackName: "shop-develop-daily-batch",
    logicalId: "EnvControllerFunction",
    verb: "update",
    during: "forward",
    reason: "the code cannot be read",
  });
  const failed = await newer();
  expect(failed.outcomes.find((outcome) => outcome.kind === "failed")?.step).toMatchObject({
    kind: "refresh-functions",
    workload: "daily-batch",
  });
  const calls = shop.world.log.records.length;
  const next = await newer({ staging: "look", production: "look" });
  expect(next.plan.environments[0]?.held.map((held) => held.reason)).toEqual(["Quarantined"]);
  expect(next.plan.environments[0]?.held[0]?.message).toContain("the code cannot be read");
  // That it failed is written down once, beyond the stack's next change; then nothing is.
  expect(writesSince(shop.world, calls)).toEqual(["ssm:PutParameter"]);
  const written = shop.world.log.records.length;
  await newer({ staging: "look", production: "look" });
  expect(writesSince(shop.world, written)).toEqual([]);
});

test.each(["CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet"])(
  "killed after its first %s, the next pass finishes what was begun and leaves nothing behind",
  async (action) => {
    const killedAfter = await callsUntil(action);
    const history = await ShopHistory.open();
    const calls = history.shop.world.log.records.length;
    await history.play(change);
    expect(await history.pass(killedAfter)).toBeUndefined();
    await history.play({ kind: "wait", minutes: 60 });
    const report = await history.pass();
    expect(report?.plan.environments[0]?.held).toEqual([]);
    expect(history.broken).toEqual([]);
    const stacks = workloadStacks(history.shop.world);
    expect(stacks.flatMap(waitingChangeSets)).toEqual([]);
    const stack = stacks.find(({ name }) => name === "shop-develop-daily-batch");
    const executed = history.shop.world.log.records
      .slice(calls)
      .filter(({ action, outcome }) => action === "ExecuteChangeSet" && outcome === "ok");
    expect(stack?.status).toBe("UPDATE_COMPLETE");
    expect(executed).toHaveLength(1);
  },
);

const batch = "copilot/daily-batch/manifest.yml";
const change = { kind: "write", branch: "develop", workload: "daily-batch", mark: 1 } as const;

/** How many calls a pass over the change makes up to and with the first of an action. */
async function callsUntil(action: string): Promise<number> {
  const history = await ShopHistory.open();
  await history.play(change);
  const { log } = history.shop.world;
  const start = log.records.length;
  await history.pass();
  const calls = log.records.slice(start).filter((record) => record.via === undefined);
  return calls.findIndex((record) => record.action === action) + 1;
}

/** Passes of an Autoland whose functions have other code than those that are deployed. */
function passes(shop: Shop): (modes?: Parameters<Shop["subject"]>[0]) => Promise<Report> {
  const { functions } = shop.eyes;
  const newer: FunctionCatalog = {
    runtime: functions.runtime,
    code: (kind) =>
      new Map(
        [...functions.code(kind)].map(([name, { key, zip }]) => [
          name,
          { key: key.replace(/[0-9a-f]{64}\.zip$/, `${"0".repeat(64)}.zip`), zip },
        ]),
      ),
  };
  const eyes = { ...shop.eyes, functions: newer };
  return (modes) => shop.world.run(sync(eyes, shop.hands, shop.subject(modes), new AbortController().signal));
}

test("a stack that somebody else deleted is made again, and a change set that somebody else left stays theirs", async () => {
  const history = await ShopHistory.open();
  const { world } = history.shop;
  const place = { environment: "develop", workload: "daily-batch" } as const;
  const found = (): ReturnType<typeof workloadStacks> =>
    workloadStacks(world).filter(({ name }) => name === "shop-develop-daily-batch");
  const [before] = found();
  await history.play({ kind: "delete-elsewhere", ...place, waits: true });
  expect(found()).toEqual([]);
  // With the stack went what tells which image ran: it is the commit's again.
  await history.play({ kind: "push-image", branch: "develop", workload: "daily-batch" });
  const made = await history.pass();
  expect(made?.outcomes.map(({ kind, step }) => `${kind} ${step.kind}`)).toEqual(["applied create-stack"]);
  const [after] = found();
  expect([after?.status, after?.id === before?.id]).toEqual(["CREATE_COMPLETE", false]);
  await history.play({ kind: "prepare-elsewhere", ...place });
  await history.pass();
  expect(
    found()
      .flatMap(waitingChangeSets)
      .map(({ name }) => name),
  ).toEqual(["their-change"]);
  expect(history.broken).toEqual([]);
});
