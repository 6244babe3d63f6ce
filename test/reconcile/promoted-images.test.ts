import { expect, test } from "vitest";
import { defaultImages } from "../../src/domain/image-settings.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

function push(shop: Shop, tag: string, content: string): string {
  return pushImage(shop.world, {
    account: shopAccount,
    region: shopRegion,
    repository: "shop/api",
    tags: [tag],
    content,
  });
}

async function imageIn(shop: Shop, environment: string): Promise<string | undefined> {
  const { observed } = await shop.look();
  const stack = observed.environments.get(environment)?.workloads.get("api");
  return stack?.kind === "present" ? stack.value.parameters["ContainerImage"] : undefined;
}

test("production gets the digest that passed in staging, though the tag has moved since", async () => {
  const shop = await openAdoptedShop();
  const commit = shop.source.commit("release", { "api/server.mjs": "// faster" });
  const passed = push(shop, commit, "as tested");
  await shop.sync();
  expect(await imageIn(shop, "staging")).toContain(passed);
  const moved = push(shop, commit, "pushed over it");
  expect(moved).not.toBe(passed);
  await shop.settle();
  expect(await imageIn(shop, "production")).toContain(passed);
});

test("an image under the operator's pattern is found, and one that does not come is overdue after the wait", async () => {
  const shop = await openAdoptedShop();
  const missing = new Map<string, Date>();
  const images = { ...defaultImages, tags: ["build-{branch}-{short}"], wait: 600_000 };
  const subject = { ...shop.subject(), images };
  const { look } = await import("../../src/reconcile/look.ts");
  const seen = () => shop.world.run(look({ ...shop.eyes, missing }, subject, new AbortController().signal));
  const commit = shop.source.commit("develop", { "api/server.mjs": "// faster" });
  const [first] = (await seen()).plan.environments[0]?.held ?? [];
  expect(first?.reason).toBe("ImageMissing");
  expect(first?.message).toContain(`build-develop-${commit.slice(0, 8)}`);
  expect(first?.message).toContain("has just begun to wait of 10");
  expect(first?.remedy).toContain("docker buildx build --push --tag");
  await shop.world.run(shop.world.clock.sleep(660_000));
  const [late] = (await seen()).plan.environments[0]?.held ?? [];
  expect(late?.reason).toBe("ImageOverdue");
  expect(late?.message).toContain("waits for 11 minutes, longer than the 10 minutes that it may take");
  push(shop, `build-develop-${commit.slice(0, 7)}`, "late");
  expect((await seen()).plan.environments[0]?.steps.map(({ workload }) => workload)).toEqual(["api"]);
});
