import { expect, test } from "vitest";
import { makeCloud } from "../../src/aws/observe-application.ts";
import type { EnvironmentRecord } from "../../src/domain/copilot-records.ts";
import { absent, present } from "../../src/domain/observed.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { type Shop, openAdoptedShop, sessionsOf, shopAccount, shopRegion } from "../support/shop.ts";

const account = "222222222222";
const record: EnvironmentRecord = {
  application: "shop",
  name: "develop",
  account,
  region: shopRegion,
  managerRoleArn: `arn:aws:iam::${account}:role/shop-develop-EnvManagerRole`,
  executionRoleArn: "",
};
const place = { record, roles: {} };

async function put(shop: Shop, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const { ssm } = sessionsOf(shop.world, account).application(shopRegion);
  const { PutParameterCommand } = await import("@aws-sdk/client-ssm");
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await shop.world.run(ssm.send(new PutParameterCommand({ Name: name, Type: "String", Value: "v", Tags })));
}

test("secrets of an environment are found by their tags, over several pages, with Copilot's own role", async () => {
  const shop = await openAdoptedShop();
  const names = Array.from({ length: 230 }, (_, index) => `/shop/test/p${index}`);
  for (const name of names)
    await put(shop, name, { "copilot-application": "shop", "copilot-environment": "develop" });
  await put(shop, "/shop/other", { "copilot-application": "shop", "copilot-environment": "staging" });
  await put(shop, "/shop/half", { "copilot-application": "shop" });
  await shop.world.run(shop.world.clock.sleep(10_000));
  const found = await shop.world.run(shop.eyes.cloud.findTaggedSecrets(place));
  const arns = found.kind === "present" ? [...found.value] : [];
  const ours = arns.filter((arn) => arn.includes(":parameter/shop/"));
  expect(ours.toSorted()).toEqual(
    names.map((name) => `arn:aws:ssm:${shopRegion}:${account}:parameter${name}`).toSorted(),
  );
});

test("images are found with the environment's role, in batches, by tag and by digest, with their platforms", async () => {
  const shop = await openAdoptedShop();
  const push = { account: shopAccount, region: shopRegion, repository: "shop/api" };
  const digest = pushImage(shop.world, {
    ...push,
    tags: ["both"],
    content: "both",
    platforms: [
      { os: "linux", architecture: "amd64" },
      { os: "linux", architecture: "arm64" },
    ],
  });
  const registry = `${shopAccount}.dkr.ecr.${shopRegion}.amazonaws.com`;
  const there = [`${registry}/shop/api:both`, `${registry}/shop/api@${digest}`];
  const gone = Array.from({ length: 120 }, (_, index) => `${registry}/shop/api:gone${index}`);
  const addresses = [...there, ...gone, `${registry}/shop/nothing:1`];
  const found = await shop.world.run(shop.eyes.cloud.findPlatforms({ ...place, addresses }));
  const platforms = [
    { os: "linux", architecture: "amd64" },
    { os: "linux", architecture: "arm64" },
  ];
  for (const address of there) expect(found.get(address)).toEqual(present({ digest, platforms }));
  for (const address of gone) expect(found.get(address)).toEqual(absent);
  // ECR does not say to another account whether a repository is there.
  expect(found.get(`${registry}/shop/nothing:1`)?.kind).toBe("unreadable");
});

test("exports and parameters are listed where the role may; Copilot's own may not, and the answer says so", async () => {
  const shop = await openAdoptedShop();
  await put(shop, "/there", {});
  const asAdministrator = () => sessionsOf(shop.world, account).application(shopRegion);
  const cloud = makeCloud(
    { ...sessionsOf(shop.world, account), as: asAdministrator, lookAs: asAdministrator },
    shop.world.clock,
  );
  const exports = await shop.world.run(cloud.findExports(place));
  expect(exports.kind === "present" && exports.value.has("shop-develop-VpcId")).toBe(true);
  const parameters = await shop.world.run(cloud.findParameters({ ...place, names: ["/there", "/not"] }));
  expect(parameters).toEqual(present(new Set(["/there"])));
  const refused = await shop.world.run(shop.eyes.cloud.findExports(place));
  expect(refused.kind === "unreadable" && refused.failure.reason).toBe("AccessDenied");
});
