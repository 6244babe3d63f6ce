import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { writesSince } from "../support/aws-world.ts";
import { openShop, type Shop, shopFiles } from "../support/shop.ts";
import { stackSteps, stepLabel } from "../support/steps.ts";

/** What a report says that was done, as `kind stack`. */
function applied(report: Report): readonly string[] {
  return report.outcomes
    .filter((outcome) => outcome.kind === "applied")
    .map(({ step }) => stepLabel(step))
    .toSorted();
}

function held(report: Report): readonly string[] {
  return report.plan.environments
    .flatMap((plan) => plan.held.map((item) => `${item.environment}/${item.workload ?? "*"} ${item.reason}`))
    .toSorted();
}

function edited(file: string, from: string, to: string): Record<string, string> {
  const before = shopFiles[file] ?? "";
  expect(before).toContain(from);
  return { [file]: before.replace(from, to) };
}

const louder = edited("copilot/api/manifest.yml", "LOG_LEVEL: debug", "LOG_LEVEL: trace");

async function adopted(): Promise<Shop> {
  const shop = await openShop();
  await shop.settle();
  return shop;
}

describe("the first contact", () => {
  test("in look nothing is written, and the plan shows what taking over would change", async () => {
    const shop = await openShop();
    const before = shop.world.log.records.length;
    const report = await shop.sync(shop.subject({ develop: "look", staging: "look", production: "look" }));
    expect(writesSince(shop.world, before)).toEqual([]);
    expect(
      report.outcomes.every((outcome) => outcome.kind === "skipped" && outcome.reason === "LookOnly"),
    ).toBe(true);
    expect(report.outcomes.length).toBeGreaterThan(0);
  });

  test("taking over refreshes the functions first, keeps every image, and then finds nothing to do", async () => {
    const shop = await openShop();
    const first = await shop.sync();
    expect(applied(first)).toContain("refresh-functions shop-develop-api");
    const last = await shop.settle();
    expect(applied(last)).toEqual([]);
    expect(held(last)).toEqual([]);
    expect(last.plan.environments.map((plan) => plan.steps.length)).toEqual([0, 0, 0]);
    const images = stackSteps(first.outcomes.map(({ step }) => step)).flatMap((step) =>
      step.changes.filter((change) => change.subject === "image"),
    );
    expect(images).toEqual([]);
  });
});

describe("a commit", () => {
  test("on develop changes develop only", async () => {
    const shop = await adopted();
    const commit = shop.source.commit("develop", louder);
    const report = await shop.sync();
    expect(applied(report)).toEqual(["update-stack shop-develop-api"]);
    expect(report.plan.environments[0]?.revision?.commit).toBe(commit);
  });

  test("on release reaches production only once staging is there and well", async () => {
    const shop = await adopted();
    shop.source.commit("release", edited("copilot/daily-batch/manifest.yml", "retries: 2", "retries: 3"));
    const first = await shop.sync();
    expect(applied(first)).toEqual(["update-stack shop-staging-daily-batch"]);
    expect(first.reasons.map(({ environment, reason }) => `${environment} ${reason}`)).toEqual([
      "staging ToBeApplied",
      "production WaitingForEnvironment",
    ]);
    expect(applied(await shop.sync())).toEqual(["update-stack shop-production-daily-batch"]);
  });

  test("that touches a service's sources waits for its image, and deploys it by digest when it is there", async () => {
    const shop = await adopted();
    const commit = shop.source.commit("develop", { "api/server.mjs": "// faster" });
    expect(held(await shop.sync())).toEqual(["develop/api ImageMissing"]);
    const digest = shop.push("api", commit);
    const report = await shop.sync();
    expect(applied(report)).toEqual(["update-stack shop-develop-api"]);
    const [step] = stackSteps(report.outcomes.map((outcome) => outcome.step));
    expect(step?.desired.parameters["ContainerImage"]).toMatch(new RegExp(`@${digest}$`));
    expect(applied(await shop.sync())).toEqual([]);
  });

  test("with a broken manifest holds that workload with its place, and the others go on", async () => {
    const shop = await adopted();
    shop.source.commit("develop", {
      ...louder,
      ...edited("copilot/worker/manifest.yml", "cpu: 256", "cpu: a lot"),
    });
    const report = await shop.sync();
    expect(applied(report)).toEqual(["update-stack shop-develop-api"]);
    expect(held(report)).toEqual(["develop/worker ManifestInvalid"]);
    expect(report.plan.environments[0]?.held[0]?.findings[0]?.place).toMatchObject({
      file: "copilot/worker/manifest.yml",
      line: 8,
    });
  });

  test("that takes a workload away deletes nothing and says so", async () => {
    const shop = await adopted();
    shop.source.commit("develop", { "copilot/worker/manifest.yml": null });
    const report = await shop.sync();
    expect(applied(report)).toEqual([]);
    expect(held(report)).toEqual(["develop/worker NotInGit"]);
  });
});

describe("branches", () => {
  test.each([
    [
      "a branch that is gone holds its environments and deletes nothing",
      (shop: Shop) => shop.source.deleteBranch("release"),
      ["production/* BranchMissing", "staging/* BranchMissing"],
    ],
    [
      "a commit without a copilot folder holds its environments",
      (shop: Shop) =>
        shop.source.commit("develop", Object.fromEntries(Object.keys(shopFiles).map((file) => [file, null]))),
      ["develop/* WorkspaceMissing"],
    ],
    [
      "a manifest of another application is refused",
      (shop: Shop) => shop.source.commit("develop", { "copilot/.workspace": "application: other\n" }),
      ["develop/* WorkspaceInvalid"],
    ],
  ])("%s", async (_name, move, expected) => {
    const shop = await adopted();
    const calls = shop.world.log.records.length;
    move(shop);
    expect(held(await shop.sync())).toEqual(expected);
    expect(writesSince(shop.world, calls)).toEqual([]);
  });
});

describe("failures", () => {
  test("an update that fails is rolled back, quarantined, and mended by the next commit", async () => {
    const shop = await adopted();
    shop.source.commit("develop", louder);
    failResources(shop.world, {
      stackName: "shop-develop-api",
      logicalId: "Service",
      verb: "update",
      during: "forward",
      reason: "it crashed",
    });
    const failed = await shop.sync();
    expect(
      failed.outcomes.map((outcome) => (outcome.kind === "failed" ? outcome.failure.reason : outcome.kind)),
    ).toEqual(["StackOperationFailed"]);
    healResources(shop.world);
    expect(held(await shop.sync())).toEqual(["develop/api Quarantined"]);
    shop.source.commit("develop", edited("copilot/api/manifest.yml", "LOG_LEVEL: debug", "LOG_LEVEL: warn"));
    expect(applied(await shop.sync())).toEqual(["update-stack shop-develop-api"]);
  });

  test("a person's retry tries the quarantined change once more", async () => {
    const shop = await adopted();
    shop.source.commit("develop", louder);
    failResources(shop.world, {
      stackName: "shop-develop-api",
      logicalId: "Service",
      verb: "update",
      during: "forward",
      reason: "it crashed",
    });
    await shop.sync();
    healResources(shop.world);
    await shop.world.run(
      shop.hands.records.record("shop", {
        kind: "retry",
        environment: "develop",
        workload: "api",
        at: new Date(),
      }),
    );
    expect(applied(await shop.sync())).toEqual(["update-stack shop-develop-api"]);
  });

  test("one environment's failure stops no other", async () => {
    const shop = await adopted();
    shop.source.commit("develop", louder);
    shop.source.commit("release", edited("copilot/daily-batch/manifest.yml", "retries: 2", "retries: 3"));
    failResources(shop.world, {
      stackName: "shop-develop-api",
      verb: "update",
      during: "forward",
      reason: "no",
    });
    expect(applied(await shop.sync())).toEqual(["update-stack shop-staging-daily-batch"]);
  });

  test("A, then B, then A again is applied each time", async () => {
    const shop = await adopted();
    const original = { "copilot/api/manifest.yml": shopFiles["copilot/api/manifest.yml"] ?? "" };
    for (const files of [louder, original, louder, original]) {
      shop.source.commit("develop", files);
      expect(applied(await shop.sync())).toEqual(["update-stack shop-develop-api"]);
    }
    expect(applied(await shop.sync())).toEqual([]);
  });

  test("a step that AWS refuses is not asked for again with every look, but after a while", async () => {
    const shop = await adopted();
    shop.source.commit("develop", louder);
    const refusal = {
      kind: "refuse",
      code: "AccessDenied",
      message: "not allowed",
      httpStatus: 403,
    } as const;
    shop.world.faults.add({ service: "cloudformation", action: "CreateChangeSet", effect: refusal });
    expect(reasonOf(await shop.sync())).toEqual(["failed AccessDenied"]);
    const calls = shop.world.log.records.length;
    expect(reasonOf(await shop.sync())).toEqual(["skipped"]);
    expect(writesSince(shop.world, calls)).toEqual([]);
    shop.world.faults.clear();
    await shop.world.run(shop.world.clock.sleep(11 * 60_000));
    expect(applied(await shop.sync())).toEqual(["update-stack shop-develop-api"]);
  });
});

function reasonOf(report: Report): readonly string[] {
  return report.outcomes.map((outcome) =>
    outcome.kind === "failed" ? `failed ${outcome.failure.reason}` : outcome.kind,
  );
}
