import { expect, test } from "vitest";
import { readRegional } from "../../src/aws/read-regional.ts";
import { openShop, sessionsOf, shopAccount, shopRegion } from "../support/shop.ts";

test("bucket, key and repositories are read by region, and a region without an instance is absent", async () => {
  const { world } = await openShop();
  const found = await world.run(
    readRegional(sessionsOf(world, shopAccount), "shop", [shopRegion, "us-east-1"]),
  );
  expect(found.get("us-east-1")).toEqual({ kind: "absent" });
  expect(found.get(shopRegion)).toMatchObject({
    kind: "present",
    value: {
      region: shopRegion,
      artifactKeyArn: expect.stringMatching(/^arn:aws:kms:/),
      repositories: { api: `arn:aws:ecr:${shopRegion}:${shopAccount}:repository/shop/api` },
    },
  });
});

test("an application without a StackSet has nothing anywhere", async () => {
  const { world } = await openShop();
  const found = await world.run(readRegional(sessionsOf(world, shopAccount), "nobody", [shopRegion]));
  expect(found.get(shopRegion)).toEqual({ kind: "absent" });
});

test.each(["ListStackInstances", "DescribeStacks"])(
  "a refused %s makes the regions unreadable, never absent",
  async (action) => {
    const { world } = await openShop();
    const effect = {
      kind: "refuse",
      code: "AccessDenied",
      message: "not authorized",
      httpStatus: 403,
    } as const;
    world.faults.add({ service: "cloudformation", action, effect });
    const found = await world.run(readRegional(sessionsOf(world, shopAccount), "shop", [shopRegion]));
    expect(found.get(shopRegion)).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
  },
);
