import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { makeBuilds } from "../../src/aws/builds.ts";
import type { GateState } from "../../src/domain/gates.ts";
import type { Observed } from "../../src/domain/observed.ts";
import type { PromotionRules } from "../../src/domain/promotion.ts";
import type { Report } from "../../src/domain/report.ts";
import { commitSha } from "../../src/domain/revision.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import { retry } from "../../src/reconcile/decisions/retry.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { makeChecks } from "../../src/github/checks.ts";
import { setBuildBehaviour } from "../../src/simulator/services/codebuild/build-state.ts";
import { makeBuildProject } from "../support/build-project.ts";
import { deskOf, marked, withRules } from "../support/promotion.ts";
import {
  openAdoptedShop,
  sessionsOf,
  type Shop,
  shopAccount,
  type ShopEnvironmentName,
} from "../support/shop.ts";

const signal = new AbortController().signal;

interface Bench {
  readonly shop: Shop;
  readonly pass: () => Promise<Report>;
  readonly wait: (minutes: number) => Promise<void>;
  readonly builds: () => number;
}

/** A shop with a CodeBuild project in the application's account, and rules. */
async function open(rules: Partial<Record<ShopEnvironmentName, Partial<PromotionRules>>>): Promise<Bench> {
  const shop = await openAdoptedShop();
  const { world } = shop;
  await makeBuildProject(shop);
  const sessions = sessionsOf(world, shopAccount);
  const eyes: Eyes = { ...shop.eyes, builds: makeBuilds(sessions) };
  const subject = withRules(shop.subject(), rules);
  return {
    shop,
    pass: () => world.run(sync(eyes, shop.hands, subject, signal)),
    wait: (minutes) => world.run(world.clock.sleep(minutes * 60_000)),
    builds: () =>
      world.log.records.filter(({ action, outcome }) => action === "StartBuild" && outcome === "ok").length,
  };
}

const build = { kind: "build", project: "shop-tests" } as const;

function applied(report: Report): readonly string[] {
  return report.outcomes
    .filter((outcome) => outcome.kind === "applied")
    .map(({ step }) => `${step.environment}/${step.workload ?? ""}`);
}

function reasonsOf(report: Report, environment: string): readonly string[] {
  return report.reasons.filter((each) => each.environment === environment).map(({ reason }) => reason);
}

test("a gate's build is started once for a commit, and production waits until it has succeeded", async () => {
  const { shop, pass, wait, builds } = await open({ staging: { gate: build } });
  await pass();
  await wait(20);
  await pass();
  const begun = builds();
  shop.source.commit("release", marked("daily-batch", "one"));
  expect(applied(await pass())).toEqual(["staging/daily-batch"]);
  expect(reasonsOf(await pass(), "production")).toEqual(["GateOpen"]);
  await pass();
  expect(builds() - begun).toBe(1);
  await wait(20);
  await pass();
  expect(applied(await pass())).toEqual(["production/daily-batch"]);
  expect(builds() - begun).toBe(1);
});

test("a gate that failed keeps its commit from production, and lets the next one try", async () => {
  const { shop, pass, wait } = await open({ staging: { gate: build } });
  await pass();
  await wait(20);
  await pass();
  setBuildBehaviour(shop.world, "shop-tests", { failsIn: "BUILD" });
  shop.source.commit("release", marked("daily-batch", "one"));
  await pass();
  await wait(20);
  await pass();
  expect(reasonsOf(await pass(), "production")).toEqual(["GateFailed"]);
  setBuildBehaviour(shop.world, "shop-tests", {});
  shop.source.commit("release", marked("daily-batch", "two"));
  await pass();
  await wait(20);
  await pass();
  expect(applied(await pass())).toEqual(["production/daily-batch"]);
});

test("what runs before changes runs once for them, and when it fails no change set is made until a person's retry", async () => {
  const { shop, pass, wait, builds } = await open({ develop: { before: build } });
  setBuildBehaviour(shop.world, "shop-tests", { failsIn: "BUILD" });
  shop.source.commit("develop", { ...marked("api", "one"), ...marked("daily-batch", "one") });
  expect(reasonsOf(await pass(), "develop")).toEqual(["PreStepRunning"]);
  await pass();
  await wait(20);
  const failed = await pass();
  expect(applied(failed)).toEqual([]);
  expect(reasonsOf(failed, "develop")).toEqual(["PreStepFailed"]);
  expect(builds()).toBe(1);
  const sets = shop.world.log.records.filter(({ action }) => action === "CreateChangeSet").length;
  await pass();
  expect(shop.world.log.records.filter(({ action }) => action === "CreateChangeSet").length).toBe(sets);
  setBuildBehaviour(shop.world, "shop-tests", {});
  await shop.world.run(retry(deskOf(shop), { environment: "develop" }, signal));
  await pass();
  await wait(20);
  expect(applied(await pass()).toSorted()).toEqual(["develop/api", "develop/daily-batch"]);
  expect(builds()).toBe(2);
});

test("an environment that is only looked at starts no build", async () => {
  const { shop, pass, builds } = await open({ develop: { before: build }, staging: { gate: build } });
  shop.source.commit("develop", marked("api", "one"));
  const before = builds();
  const subject = withRules(shop.subject({ develop: "look", staging: "look", production: "look" }), {
    develop: { before: build },
    staging: { gate: build },
  });
  await shop.sync(subject);
  expect(builds()).toBe(before);
  await pass();
  expect(builds()).toBeGreaterThan(before);
});

const commit = commitSha("a".repeat(40));
const since = new Date("2026-11-20T09:00:00Z");

/** What GitHub answers about the commit: one check run, with what a test changes. */
async function checkOf(run: Readonly<Record<string, unknown>>): Promise<Observed<GateState>> {
  const answer = {
    total_count: 1,
    check_runs: [
      {
        name: "e2e (staging)",
        head_sha: commit,
        status: "completed",
        conclusion: "success",
        started_at: "2026-11-20T09:01:00Z",
        completed_at: "2026-11-20T09:05:00Z",
        app: { id: 7 },
        ...run,
      },
    ],
  };
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const checks = makeChecks({
      repository: "acme/shop",
      auth: { kind: "token", token: "t" },
      baseUrl: `http://127.0.0.1:${port}`,
      now: () => since,
    });
    return await checks.check({ environment: "staging", commit, since }, { app: 7, check: "e2e (staging)" });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test.each([
  ["that succeeded after the deployment opens it", {}, { kind: "ended", passed: true }],
  ["that failed closes it", { conclusion: "failure" }, { kind: "ended", passed: false }],
  ["that was skipped closes it", { conclusion: "skipped" }, { kind: "ended", passed: false }],
  ["that runs leaves it open", { status: "in_progress", completed_at: null }, { kind: "running" }],
  ["of another app says nothing", { app: { id: 8 } }, { kind: "none" }],
  ["of nobody's app says nothing", { app: null }, { kind: "none" }],
  ["of another name says nothing", { name: "e2e (develop)" }, { kind: "none" }],
  ["of another commit says nothing", { head_sha: "b".repeat(40) }, { kind: "none" }],
  [
    "that began before the deployment ended says nothing",
    { started_at: "2026-11-20T08:59:00Z" },
    { kind: "none" },
  ],
])("a check on GitHub %s", async (_what, run, expected) => {
  expect(await checkOf(run)).toMatchObject({ kind: "present", value: expected });
});
