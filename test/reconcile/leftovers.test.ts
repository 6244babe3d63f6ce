import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { ShopHistory } from "../flow/shop-history.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { openAdoptedShop, type Shop, shopFiles } from "../support/shop.ts";

const path = "copilot/api/manifest.yml";

function written(level: string): Record<string, string> {
  return { [path]: (shopFiles[path] ?? "").replace("LOG_LEVEL: debug", `LOG_LEVEL: ${level}`) };
}

function held(report: Report): readonly string[] {
  return report.plan.environments.flatMap((plan) => plan.held.map(({ reason }) => reason));
}

function openRecords({ world }: Shop): readonly string[] {
  return world.log.records
    .filter(
      ({ action, outcome }) =>
        (action === "PutParameter" || action === "DeleteParameter") && outcome === "ok",
    )
    .map(({ action, input }) => `${action} ${(input as { Name?: string }).Name ?? ""}`)
    .filter((line) => line.includes("open-change-sets"));
}

describe("a pass that is killed, and a commit that is taken back before the next one", () => {
  test.each([
    ["update", "daily-batch", "CreateChangeSet"],
    ["update", "daily-batch", "DescribeChangeSet"],
    ["creation", "extra", "CreateChangeSet"],
    ["creation", "extra", "DescribeChangeSet"],
  ] as const)("leave nothing of an %s of %s that was cut off after %s", async (_what, workload, action) => {
    const killedAfter = await callsUntil(workload, action);
    const history = await ShopHistory.open();
    await history.play({ kind: "write", branch: "develop", workload, mark: 1 });
    expect(await history.pass(killedAfter)).toBeUndefined();
    const left = workloadStacks(history.shop.world);
    expect(left.flatMap(waitingChangeSets)).toHaveLength(1);
    await history.play({ kind: "wait", minutes: 5 });
    history.shop.source.setBranch("develop", history.firstCommit);
    await history.pass();
    await history.play({ kind: "wait", minutes: 5 });
    const stacks = workloadStacks(history.shop.world);
    expect(stacks.flatMap(waitingChangeSets)).toEqual([]);
    expect(stacks.filter(({ status }) => status === "REVIEW_IN_PROGRESS")).toEqual([]);
    const records = openRecords(history.shop);
    expect(records.at(-1)).toBe(
      `DeleteParameter /autoland/shop/current/open-change-sets/develop/${workload}`,
    );
  });

  test("a pass that ends has written down and forgotten each change set", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", written("trace"));
    await shop.sync();
    const name = "/autoland/shop/current/open-change-sets/develop/api";
    expect(openRecords(shop).slice(-2)).toEqual([`PutParameter ${name}`, `DeleteParameter ${name}`]);
  });
});

/** How many calls a pass over the change makes up to and with the first of an action. */
async function callsUntil(workload: "daily-batch" | "extra", action: string): Promise<number> {
  const history = await ShopHistory.open();
  await history.play({ kind: "write", branch: "develop", workload, mark: 1 });
  const { log } = history.shop.world;
  const start = log.records.length;
  await history.pass();
  const calls = log.records.slice(start).filter((record) => record.via === undefined);
  return calls.findIndex((record) => record.action === action) + 1;
}

describe("a change that failed", () => {
  test("is not tried again after another one has succeeded in between, and is after a person's word", async () => {
    const shop = await openAdoptedShop();
    const fault = {
      stackName: "shop-develop-api",
      logicalId: "Service",
      verb: "update",
      during: "forward",
      reason: "it crashed",
    } as const;
    shop.source.commit("develop", written("trace"));
    failResources(shop.world, fault);
    await shop.sync();
    healResources(shop.world);
    shop.source.commit("develop", written("warn"));
    const mended = await shop.sync();
    expect(mended.outcomes.map(({ kind }) => kind)).toEqual(["applied"]);
    shop.source.commit("develop", written("trace"));
    const again = await shop.sync();
    expect(held(again)).toEqual(["Quarantined"]);
    expect(again.plan.environments[0]?.held[0]?.message).toContain("it crashed");
    await shop.world.run(
      shop.hands.records.record("shop", {
        kind: "retry",
        environment: "develop",
        workload: "api",
        at: shop.world.clock.now(),
      }),
    );
    expect((await shop.sync()).outcomes.map(({ kind }) => kind)).toEqual(["applied"]);
  });

  test.each([
    ["is not tried again either", false],
    ["is not even while nothing can be written down", true],
  ])("unseen by a killed process, on a stack that somebody has changed since, %s", async (_what, isMute) => {
    const killedAfter = await callsUntil("daily-batch", "ExecuteChangeSet");
    const history = await ShopHistory.open();
    const { shop } = history;
    await history.play({ kind: "write", branch: "develop", workload: "daily-batch", mark: 1 });
    failResources(shop.world, {
      stackName: "shop-develop-daily-batch",
      logicalId: "TaskDefinition",
      during: "forward",
      reason: "it crashed",
    });
    expect(await history.pass(killedAfter)).toBeUndefined();
    await history.play({ kind: "wait", minutes: 20 });
    healResources(shop.world);
    await changeByHand(shop, "shop-develop-daily-batch");
    await history.play({ kind: "wait", minutes: 20 });
    const before = executionsIn(shop);
    if (isMute) {
      const speakAgain = shop.world.faults.add({ action: "PutParameter", effect: { kind: "throttle" } });
      await history.pass();
      await history.play({ kind: "wait", minutes: 5 });
      speakAgain();
    }
    await history.pass();
    await history.play({ kind: "wait", minutes: 5 });
    const later = await history.pass();
    expect(executionsIn(shop)).toBe(before);
    expect(later?.plan.environments[0]?.held).toMatchObject([
      { workload: "daily-batch", reason: "Quarantined", message: expect.stringContaining("it crashed") },
    ]);
  });
});

/** Gives a stack another tag, as somebody does in the console. */
async function changeByHand({ world }: Shop, name: string): Promise<void> {
  const stack = workloadStacks(world).find((each) => each.name === name);
  if (stack === undefined) throw new Error(`no stack ${name}`);
  const [, , , region = "", account = ""] = stack.id.split(":");
  const input = {
    StackName: name,
    UsePreviousTemplate: true,
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    Parameters: Object.keys(stack.current?.parameters ?? {}).map((key) => ({
      ParameterKey: key,
      UsePreviousValue: true,
    })),
    Tags: [{ Key: "by-hand", Value: "yes" }],
  };
  const credentials = world.issueCredentials(rootOf(account));
  await world.run(
    world.call({ service: "cloudformation", action: "UpdateStack", credentials, region, input }),
  );
}

function executionsIn({ world }: Shop): number {
  return world.log.records.filter(({ action }) => action === "ExecuteChangeSet").length;
}
