import { describe, expect, test } from "vitest";
import { makeCloud } from "../../src/aws/observe-application.ts";
import { makeStackListings } from "../../src/aws/stack-listings.ts";
import { makeStackWriter } from "../../src/aws/stack-writer.ts";
import { makeRecords } from "../../src/aws/records.ts";
import { makeRegistry } from "../../src/aws/registry.ts";
import type { Report } from "../../src/domain/report.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import {
  openAdoptedShop,
  sessionsOf,
  type Shop,
  shopAccount,
  shopFiles,
  shopRegion,
} from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

const api = shopFiles["copilot/api/manifest.yml"] ?? "";
/** A service of the public image, so that nothing has to be built first. */
const cache = api
  .replace("name: api", "name: cache")
  .replace(/\n {2}build:[^\n]*/, "\n  location: nginx:1.29");
const built = api.replace("name: api", "name: web");

function ends(report: Report): readonly string[] {
  return report.outcomes.map(
    (outcome) =>
      `${outcome.kind} ${stepLabel(outcome.step)}${outcome.kind === "skipped" ? ` ${outcome.reason}` : ""}`,
  );
}

async function call(shop: Shop, service: string, action: string, input: object): Promise<void> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  await shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
}

const record = { Name: "/copilot/applications/shop/components/worker" };

describe("a workload that is new in Git", () => {
  test("is registered before its stack is created, and once for all environments", async () => {
    const shop = await openAdoptedShop();
    for (const branch of ["develop", "release"])
      shop.source.commit(branch, { "copilot/cache/manifest.yml": cache });
    const first = await shop.sync();
    expect(ends(first).filter((end) => !end.includes("production"))).toEqual([
      expect.stringMatching(/^(?:applied|nothing-to-do) register-workload develop\/cache$/),
      "applied create-stack shop-develop-cache",
      expect.stringMatching(/^(?:applied|nothing-to-do) register-workload staging\/cache$/),
      "applied create-stack shop-staging-cache",
    ]);
    expect(ends(await shop.sync())).toEqual(["applied create-stack shop-production-cache"]);
    expect((await shop.sync()).plan.inconsistencies).toEqual([]);
  });

  test("whose image is to be built is registered first, so that there is a repository to push it to", async () => {
    const shop = await openAdoptedShop();
    const commit = shop.source.commit("develop", { "copilot/web/manifest.yml": built });
    const first = await shop.sync();
    expect(ends(first)).toEqual(["applied register-workload develop/web"]);
    shop.push("web", commit);
    expect(ends(await shop.sync())).toEqual(["applied create-stack shop-develop-web"]);
  });

  test("whose manifest cannot be read is not registered: nobody knows as what", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", { "copilot/web/manifest.yml": "name: web\ntype: Nothing\n" });
    expect(ends(await shop.sync())).toEqual([]);
  });

  test("is not registered in look", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", { "copilot/cache/manifest.yml": cache });
    expect(ends(await shop.sync(shop.subject({ develop: "look" })))).toEqual([
      "skipped register-workload develop/cache LookOnly",
      "skipped create-stack shop-develop-cache LookOnly",
    ]);
  });
});

describe("a record that is gone", () => {
  test("is written again from what Git and the stack say, and nothing else is touched", async () => {
    const shop = await openAdoptedShop();
    await call(shop, "ssm", "DeleteParameter", record);
    const report = await shop.sync();
    expect(ends(report).filter((end) => end.startsWith("applied"))).toEqual([
      "applied adopt-workload develop/worker",
    ]);
    expect(report.plan.inconsistencies.map((item) => item.verdict)).toEqual([
      "record-lost",
      "record-lost",
      "record-lost",
    ]);
    const after = await shop.sync();
    expect(after.plan.inconsistencies).toEqual([]);
    expect(ends(after)).toEqual([]);
  });

  test("of a stack that somebody else's tags are on is not written, and nothing is deployed to it", async () => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", {
      "copilot/develop-x/manifest.yml": cache.replace("name: cache", "name: develop-x"),
    });
    const credentials = shop.world.issueCredentials(rootOf("222222222222"));
    const stack = {
      StackName: "shop-develop-develop-x",
      TemplateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
      Tags: [{ Key: "team", Value: "others" }],
    };
    await shop.world.run(
      shop.world.call({
        service: "cloudformation",
        action: "CreateStack",
        credentials,
        region: shopRegion,
        input: stack,
      }),
    );
    await shop.world.run(shop.world.clock.sleep(120_000));
    const report = await shop.sync();
    expect(ends(report)).toEqual([]);
    expect(report.plan.environments[0]?.held).toMatchObject([
      { workload: "develop-x", reason: "ForeignStack" },
    ]);
    expect(report.plan.environments[0]?.held[0]?.message).toContain("no tag copilot-application");
  });
});

test.each<[string, FaultEffect]>([
  ["before its effect", { kind: "timeout", phase: "before-effect" }],
  ["after its effect", { kind: "timeout", phase: "after-effect" }],
])(
  "a pass that is cut off at each call of a registration, %s, is finished by the next",
  async (_name, effect) => {
    const shop = await openAdoptedShop();
    shop.source.commit("develop", { "copilot/cache/manifest.yml": cache });
    const start = shop.world.snapshot();
    const registering = [
      "ListStackSetOperations",
      "DescribeStackSet",
      "UpdateStackSet",
      "DescribeStackSetOperation",
      "PutParameter",
    ];
    for (const action of registering) {
      shop.world.restore(start);
      // Each request is tried once, as by a process that is gone before it could try again.
      const sessions = sessionsOf(shop.world, shopAccount);
      const listings = makeStackListings(shop.world.clock);
      const registry = makeRegistry(sessions, shop.world.clock, listings);
      const records = makeRecords(sessions, shop.world.clock);
      const eyes = { ...shop.eyes, cloud: makeCloud(sessions, shop.world.clock, listings), records };
      const writer = makeStackWriter(sessions, shop.world.clock, listings);
      const subject = shop.subject({ staging: "look", production: "look" });
      const pass = (): Promise<Report> => {
        const hands = { ...shop.hands, records, registry, writer, stalled: new Map() };
        return shop.world.run(sync(eyes, hands, subject, new AbortController().signal));
      };
      // Before it begins, a pass writes one parameter of its own.
      const heal = shop.world.faults.add({ action, nth: [action === "PutParameter" ? 2 : 1], effect });
      expect(ends(await pass()).filter((end) => end.includes("develop"))).toEqual([
        "failed register-workload develop/cache",
        "skipped create-stack shop-develop-cache DependencyFailed",
      ]);
      heal();
      expect(ends(await pass())).toContain("applied create-stack shop-develop-cache");
      expect((await pass()).plan.inconsistencies).toEqual([]);
    }
  },
);
