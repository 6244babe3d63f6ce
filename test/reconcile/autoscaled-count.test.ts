import { expect, test } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { openShop, type Shop, shopRegion } from "../support/shop.ts";

const account = "333333333333";

async function ecs(shop: Shop, action: string, input: object): Promise<Record<string, unknown>> {
  const credentials = shop.world.issueCredentials(rootOf(account));
  return shop.world.run(shop.world.call({ service: "ecs", action, credentials, region: shopRegion, input }));
}

/** Cluster and name of production's api, as ECS lists them. */
async function productionApi(shop: Shop): Promise<{ readonly cluster: string; readonly service: string }> {
  const { clusterArns } = (await ecs(shop, "ListClusters", {})) as { clusterArns: readonly string[] };
  for (const cluster of clusterArns) {
    const { serviceArns } = (await ecs(shop, "ListServices", { cluster })) as {
      serviceArns: readonly string[];
    };
    const service = serviceArns.find((arn) => arn.includes("shop-production-api"));
    if (service !== undefined) return { cluster, service };
  }
  throw new Error("production's api runs nowhere");
}

async function desiredCount(shop: Shop): Promise<number> {
  const { cluster, service } = await productionApi(shop);
  const { services } = (await ecs(shop, "DescribeServices", { cluster, services: [service] })) as {
    services: readonly { readonly desiredCount: number }[];
  };
  return services[0]?.desiredCount ?? -1;
}

test("a service that autoscaling has scaled out keeps its count when it is given a new image", async () => {
  const shop = await openShop();
  await shop.settle();
  const { cluster, service } = await productionApi(shop);
  expect(await desiredCount(shop)).toBe(2);
  await ecs(shop, "UpdateService", { cluster, service, desiredCount: 7 });
  const commit = shop.source.commit("release", { "api/server.mjs": "// faster" });
  shop.push("api", commit);
  await shop.settle();
  const report = await shop.look();
  expect(report.plan.environments.map((plan) => plan.steps.length)).toEqual([0, 0, 0]);
  expect(await desiredCount(shop)).toBe(7);
});
