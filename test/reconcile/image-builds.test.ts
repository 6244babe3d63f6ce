import { expect, test } from "vitest";
import { makeBuilds } from "../../src/aws/builds.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Mode } from "../../src/domain/plan.ts";
import { sync } from "../../src/reconcile/sync.ts";
import {
  builds as allBuilds,
  setBuildBehaviour,
} from "../../src/simulator/services/codebuild/build-state.ts";
import { makeBuildProject } from "../support/build-project.ts";
import { openAdoptedShop, sessionsOf, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const signal = new AbortController().signal;

interface Bench {
  readonly shop: Shop;
  readonly pass: () => Promise<Report>;
  readonly wait: (minutes: number) => Promise<void>;
  /** What each build was asked for. */
  readonly started: () => readonly Readonly<Record<string, string | undefined>>[];
}

/** The shop with a project that builds images; every pass is a new process but for since when an image is missing. */
async function open(develop: Mode = "apply"): Promise<Bench> {
  const shop = await openAdoptedShop();
  const { world } = shop;
  await makeBuildProject(shop);
  const build = { project: "shop-tests" };
  const subject = { ...shop.subject({ develop }), images: { tags: [], wait: 3_600_000, build } };
  const missing = new Map<string, Date>();
  return {
    shop,
    pass: () => {
      const eyes = { ...shop.eyes, missing, builds: makeBuilds(sessionsOf(world, shopAccount)) };
      return world.run(sync(eyes, shop.hands, subject, signal));
    },
    wait: (minutes) => world.run(world.clock.sleep(minutes * 60_000)),
    started: () => {
      const found = world.cells.at(allBuilds, { account: shopAccount, region: shopRegion });
      return [...found.values()].map(({ environment }) =>
        Object.fromEntries(environment.map(({ name, value }) => [name ?? "", value])),
      );
    },
  };
}

function held({ plan }: Report): readonly string[] {
  return plan.environments.flatMap((environment) =>
    environment.held.map(({ reason, message }) => `${reason}: ${message}`),
  );
}

test("the build of a commit is started once, for all its workloads and environments, followed, and its image taken", async () => {
  const { shop, pass, wait, started } = await open();
  const commit = shop.source.commit("develop", { "api/version.txt": "2", "worker/version.txt": "2" });
  shop.source.setBranch("release", commit);
  expect(held(await pass()).join()).toContain("ImageMissing");
  await wait(0.5);
  expect(held(await pass()).join()).toMatch(/build shop-tests:\S+ is IN_PROGRESS/);
  await pass();
  expect(started()).toEqual([expect.objectContaining({ AUTOLAND_COMMIT: commit })]);
  expect(started()[0]).not.toHaveProperty("AUTOLAND_ENVIRONMENT");
  shop.push("api", commit);
  shop.push("worker", commit);
  await wait(20);
  expect((await pass()).outcomes.map(({ kind }) => kind)).toContain("applied");
  await pass();
  expect(started()).toHaveLength(1);
});

test("a build that fails holds the workload with its end, and is not started again; the next commit tries anew", async () => {
  const { shop, pass, wait, started } = await open();
  setBuildBehaviour(shop.world, "shop-tests", { failsIn: "BUILD" });
  shop.source.commit("develop", { "api/version.txt": "2" });
  await pass();
  await wait(20);
  expect(held(await pass()).join()).toMatch(/ImageBuildFailed: .*build shop-tests:\S+ is FAILED/);
  await pass();
  expect(started()).toHaveLength(1);
  shop.source.commit("develop", { "api/version.txt": "3" });
  await pass();
  expect(started()).toHaveLength(2);
});

test("a build that ends well without an image is overdue in the end; where an environment is only looked at none is started", async () => {
  const { shop, pass, wait } = await open();
  shop.source.commit("develop", { "api/version.txt": "2" });
  await pass();
  await wait(61);
  expect(held(await pass()).join()).toMatch(/ImageOverdue: .*is SUCCEEDED, and has not pushed it/);
  const looking = await open("look");
  looking.shop.source.commit("develop", { "api/version.txt": "2" });
  await looking.pass();
  expect(looking.started()).toEqual([]);
});
