import { expect, test } from "vitest";
import type { Desk } from "../../src/aws/observe-environment.ts";
import { readRegional } from "../../src/aws/read-regional.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { openShop, sessionsOf, shopAccount, shopRegion } from "../support/shop.ts";

function deskOf(world: World): Pick<Desk, "sessions" | "listings" | "instances"> {
  const sessions = sessionsOf(world, shopAccount);
  return { sessions, listings: makeStackListings(world.clock), instances: new Map() };
}

test("bucket, key and repositories are read by region, and a region without an instance is absent", async () => {
  const { world } = await openShop();
  const found = await world.run(
    readRegional(deskOf(world), {
      application: "shop",
      account: shopAccount,
      regions: [shopRegion, "us-east-1"],
    }),
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
  const found = await world.run(
    readRegional(deskOf(world), { application: "nobody", account: shopAccount, regions: [shopRegion] }),
  );
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
    const found = await world.run(
      readRegional(deskOf(world), { application: "shop", account: shopAccount, regions: [shopRegion] }),
    );
    expect(found.get(shopRegion)).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
  },
);

test("what has not changed is not read again, and what has is", async () => {
  const { world } = await openShop();
  const desk = deskOf(world);
  const request = { application: "shop", account: shopAccount, regions: [shopRegion] };
  const read = (): ReturnType<typeof readRegional> => world.run(readRegional(desk, request));
  const first = await read();
  await world.run(world.clock.sleep(60_000));
  const calls = world.log.records.length;
  expect(await read()).toEqual(first);
  expect(world.log.records.slice(calls).map(({ action }) => action)).toEqual(["ListStacks"]);
});
