import { beforeAll, expect, test } from "vitest";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { waitingChangeSets, workloadStacks } from "../flow/stacks-behind.ts";
import { leaseBucket, startShopTask } from "../lease/shop-task.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

const minute = 60_000;

let shop: Shop;

beforeAll(async () => {
  shop = await openAdoptedShop();
  const administrator = await administratorOf(shop.world, shopAccount, shopRegion);
  const CreateBucketConfiguration = { LocationConstraint: shopRegion };
  await administrator.call("s3", "CreateBucket", { Bucket: leaseBucket, CreateBucketConfiguration });
}, 120_000);

/** Outside calls of CloudFormation by account and minute since a time. */
function perMinute(since: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { service, account, via, time: at } of shop.world.log.records) {
    const time = new Date(at).getTime();
    if (service !== "cloudformation" || via !== undefined || time < since) continue;
    const key = `${account} ${Math.floor((time - since) / minute)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

test("half of all calls are refused for an hour: deployments finish in it, nothing is lost or done twice, and the budget is kept", async () => {
  const { world, source } = shop;
  // A look of which a call is refused too often in a row fails, and is tried again after its interval.
  const task = await world.run(startShopTask(shop, undefined, minute));
  await world.run(world.clock.sleep(minute));
  const events = new Map(workloadStacks(world).map((stack) => [stack.id, stack.events.length]));
  const from = world.clock.now().getTime();
  world.faults.add({ probability: 0.5, effect: { kind: "throttle" } });
  for (let commit = 0; commit < 3; commit += 1) {
    source.commit("develop", {
      "copilot/api/manifest.yml": marked("api", commit),
      "copilot/worker/manifest.yml": marked("worker", commit),
    });
    task.wake();
    await world.run(world.clock.sleep(20 * minute));
    // Each has landed in the middle of the storm.
    for (const { name, status, current } of workloadStacks(world).filter(isTouched)) {
      expect([name, status, current?.body.includes(`storm ${commit}`)]).toEqual([
        name,
        "UPDATE_COMPLETE",
        true,
      ]);
    }
  }
  world.faults.clear();
  const counts = perMinute(from);
  expect(counts.size).toBeGreaterThan(0);
  // The budget begins at 40 at once and 10 a second; under refusals it is halved down to one call in two seconds.
  for (const [key, count] of counts) {
    const isFirst = key.endsWith(" 0");
    expect(count, key).toBeLessThanOrEqual(isFirst ? 40 + 60 * 10 : 5 * 60);
  }
  const updates = workloadStacks(world)
    .filter(isTouched)
    .map(
      (stack) =>
        stack.events
          .slice(events.get(stack.id))
          .filter(({ physicalId, status }) => physicalId === stack.id && status === "UPDATE_IN_PROGRESS")
          .length,
    );
  expect(updates).toEqual([3, 3]);
  expect(workloadStacks(world).flatMap(waitingChangeSets)).toEqual([]);
  expect(task.holds()).toBe(true);
  await world.run(task.stop());
}, 60_000);

function isTouched({ name }: { readonly name: string }): boolean {
  return name === "shop-develop-api" || name === "shop-develop-worker";
}

function marked(workload: string, commit: number): string {
  const text = shopFiles[`copilot/${workload}/manifest.yml`] ?? "";
  return text.replaceAll(/LOG_LEVEL: \w+/g, `LOG_LEVEL: storm ${commit}`);
}
