import { expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { marked } from "../support/promotion.ts";
import { openAdoptedShop, type Shop } from "../support/shop.ts";

function told({ outcomes, plan }: Report): readonly string[] {
  return [
    ...outcomes.map(({ kind }) => kind),
    ...plan.environments.flatMap(({ held }) => held.map(({ reason }) => reason)),
  ];
}

async function failing(reason: string): Promise<Shop> {
  const shop = await openAdoptedShop();
  failResources(shop.world, {
    stackName: "shop-develop-worker",
    logicalId: "TaskDefinition",
    during: "forward",
    reason,
  });
  shop.source.commit("develop", marked("worker", "one"));
  expect(told(await shop.sync())).toEqual(["failed"]);
  return shop;
}

test("what fails by throttling is tried once more, without a person, and goes through when it has passed", async () => {
  const shop = await failing(
    "Rate exceeded (Service: AmazonECS; Status Code: 400; Error Code: ThrottlingException)",
  );
  healResources(shop.world);
  expect(told(await shop.sync())).toEqual(["applied"]);
  expect(told(await shop.sync())).toEqual([]);
});

test("what fails by throttling twice is quarantined, and so is at once what does not pass by itself", async () => {
  const throttled = await failing("Rate exceeded");
  expect(told(await throttled.sync())).toEqual(["failed"]);
  expect(told(await throttled.sync())).toEqual(["Quarantined"]);
  const broken = await failing("Invalid request provided: Create TaskDefinition: Role is not valid.");
  expect(told(await broken.sync())).toEqual(["Quarantined"]);
});
