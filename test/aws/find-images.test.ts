import { expect, test } from "vitest";
import { findImages } from "../../src/aws/find-images.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import type { Observed } from "../../src/domain/observed.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { cannedSession } from "./canned-aws.ts";
import { openShop, sessionsOf, shopAccount, shopRegion } from "../support/shop.ts";

const arn = `arn:aws:ecr:${shopRegion}:${shopAccount}:repository/shop/api`;

function find(
  world: World,
  tags: readonly string[],
  repositoryArn = arn,
): Promise<Observed<ReadonlyMap<string, string>>> {
  return world.run(findImages(sessionsOf(world, shopAccount), { region: shopRegion, repositoryArn, tags }));
}

test("tags that are there are found with their digest, beside tags that are not, beyond what one call takes", async () => {
  const { world } = await openShop();
  const place = { account: shopAccount, region: shopRegion, repository: "shop/api" };
  const digest = pushImage(world, { ...place, tags: ["first", "last"], content: "x" });
  const others = Array.from({ length: 150 }, (_, index) => `no-${index}`);
  const calls = (): number => world.log.records.filter((record) => record.action === "BatchGetImage").length;
  const before = calls();
  const found = await find(world, ["first", ...others, "last"]);
  expect(found).toEqual({
    kind: "present",
    value: new Map([
      ["first", digest],
      ["last", digest],
    ]),
  });
  expect(calls() - before).toBe(2);
});

test("a repository that does not exist is absent", async () => {
  const { world } = await openShop();
  expect(await find(world, ["x"], arn.replace("shop/api", "shop/nobody"))).toEqual({ kind: "absent" });
});

test("a repository that may not be looked into is unreadable", async () => {
  const { world } = await openShop();
  const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
  world.faults.add({ service: "ecr", action: "BatchGetImage", effect });
  expect(await find(world, ["x"])).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
});

test("a tag that ECR could not look up makes the answer unreadable: it is not missing", async () => {
  const answer = {
    images: [],
    failures: [
      { imageId: { imageTag: "x" }, failureCode: "KmsError", failureReason: "no access to the key" },
    ],
  };
  const session = cannedSession({}, JSON.stringify(answer));
  const sessions = {
    application: () => session,
    as: () => session,
    assume: async () => undefined,
    compareAs: () => session,
    lookAs: () => session,
    self: async () => "",
  };
  const found = await findImages(sessions, { region: shopRegion, repositoryArn: arn, tags: ["x"] });
  expect(found).toMatchObject({
    kind: "unreadable",
    failure: { reason: "ImageUnknown", message: expect.stringContaining("no access to the key") },
  });
});
