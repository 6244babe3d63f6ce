import { expect, test } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { writesSince } from "../support/aws-world.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

const manifest = "copilot/api/manifest.yml";
const api = shopFiles[manifest] ?? "";

async function putParameter(shop: Shop, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const credentials = shop.world.issueCredentials(rootOf("222222222222"));
  const input = {
    Name: name,
    Type: "SecureString",
    Value: "canary-value",
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
  await shop.world.run(
    shop.world.call({ service: "ssm", action: "PutParameter", credentials, region: shopRegion, input }),
  );
  // The index of tags is seconds behind.
  await shop.world.run(shop.world.clock.sleep(10_000));
}

const both = { "copilot-application": "shop", "copilot-environment": "develop" };

test("everything that is missing is said at once, each with what to do, and nothing is written", async () => {
  const shop = await openAdoptedShop();
  const commit = shop.source.commit("develop", {
    "api/server.mjs": "// faster",
    [manifest]: `${api}secrets:\n  KEY: /copilot/shop/develop/secrets/KEY\n  OTHER: /copilot/shop/develop/secrets/OTHER\n`,
  });
  pushImage(shop.world, {
    account: shopAccount,
    region: shopRegion,
    repository: "shop/api",
    tags: [commit],
    content: commit,
    platforms: [
      { os: "linux", architecture: "arm64" },
      { os: "windows", architecture: "amd64" },
    ],
  });
  await putParameter(shop, "/copilot/shop/develop/secrets/OTHER", { "copilot-application": "shop" });
  const calls = shop.world.log.records.length;
  const report = await shop.sync();
  const held = report.plan.environments[0]?.held ?? [];
  expect(held.map(({ workload, reason }) => `${workload} ${reason}`)).toEqual([
    "api ImagePlatformMismatch",
    "api SecretMissing",
    "api SecretMissing",
  ]);
  expect(held.every(({ remedy }) => remedy !== undefined)).toBe(true);
  expect(report.outcomes).toEqual([]);
  expect(writesSince(shop.world, calls)).toEqual([]);
  expect(JSON.stringify(report)).not.toContain("canary-value");
});

test("a single image for a task on another platform than the usual is warned of, and goes on", async () => {
  const shop = await openAdoptedShop();
  const commit = shop.source.commit("develop", {
    "api/server.mjs": "// faster",
    [manifest]: `${api}platform: linux/arm64\n`,
  });
  pushImage(shop.world, {
    account: shopAccount,
    region: shopRegion,
    repository: "shop/api",
    tags: [commit],
    content: commit,
    platforms: [{ os: "linux", architecture: "arm64" }],
  });
  const { plan } = await shop.look();
  expect(plan.environments[0]?.held).toEqual([]);
  expect(plan.environments[0]?.steps.map(({ workload }) => workload)).toEqual(["api"]);
  const warned = (plan.environments[0]?.warnings ?? []).filter(
    ({ code }) => code === "image-platform-unknown",
  );
  expect(warned.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^develop: which platform the image of api, .* its task runs on linux\/arm64$/),
  ]);
});

test("once it is there the workload goes on, and the value was never asked for", async () => {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", { [manifest]: `${api}secrets:\n  KEY: /copilot/shop/develop/secrets/KEY\n` });
  expect((await shop.sync()).plan.environments[0]?.held.map(({ reason }) => reason)).toEqual([
    "SecretMissing",
  ]);
  await putParameter(shop, "/copilot/shop/develop/secrets/KEY", both);
  const calls = shop.world.log.records.length;
  const report = await shop.sync();
  expect(report.plan.environments[0]?.held).toEqual([]);
  expect(report.outcomes.map(({ kind }) => kind)).toEqual(["applied"]);
  const reads = shop.world.log.records
    .slice(calls)
    .filter(({ action, via }) => via === undefined && /^GetParameters?$/.test(action));
  expect(reads.filter(({ input }) => JSON.stringify(input).includes("secrets/KEY"))).toEqual([]);
});

test("a shop in sync is not looked at: nothing is asked about what its stacks need", async () => {
  const shop = await openAdoptedShop();
  const calls = shop.world.log.records.length;
  await shop.look();
  const asked = shop.world.log.records
    .slice(calls)
    .filter(
      ({ action, input }) => action === "ListExports" || JSON.stringify(input).includes("ssm:parameter"),
    );
  expect(asked).toEqual([]);
});

test("a subscriber waits for a publisher that is held itself", async () => {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", {
    "copilot/events/manifest.yml":
      "name: events\ntype: Backend Service\nimage: { location: nginx:1.29 }\nsecrets: { KEY: /gone }\npublish: { topics: [{ name: told }] }\n",
    "copilot/listener/manifest.yml":
      "name: listener\ntype: Worker Service\nimage: { location: nginx:1.29 }\nsubscribe: { topics: [{ name: told, service: events }] }\n",
  });
  const { plan } = await shop.look();
  expect(plan.environments[0]?.held.map(({ workload, reason }) => `${workload} ${reason}`)).toEqual([
    "events SecretMissing",
    "listener PublisherMissing",
  ]);
});
