import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import { redeploy } from "../../src/reconcile/decisions/redeploy.ts";
import { resume } from "../../src/reconcile/decisions/resume.ts";
import { retry } from "../../src/reconcile/decisions/retry.ts";
import { rollback } from "../../src/reconcile/decisions/rollback.ts";
import { suspend } from "../../src/reconcile/decisions/suspend.ts";
import { seeStatus } from "../../src/reconcile/see-status.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { deskOf, marked, withRules } from "../support/promotion.ts";
import { stackSteps } from "../support/steps.ts";
import { openAdoptedShop, type Shop } from "../support/shop.ts";

const signal = new AbortController().signal;
const minute = 60_000;

function applied(report: Report): readonly string[] {
  return report.outcomes
    .filter((outcome) => outcome.kind === "applied")
    .map(({ step }) => `${step.environment}/${step.workload ?? ""}`)
    .toSorted();
}

function reasons(report: Pick<Report, "reasons">): readonly string[] {
  return report.reasons
    .map(
      ({ environment, workload, reason }) =>
        `${environment}${workload === undefined ? "" : `/${workload}`} ${reason}`,
    )
    .toSorted();
}

function wait(shop: Shop, minutes: number): Promise<void> {
  return shop.world.run(shop.world.clock.sleep(minutes * minute));
}

async function planDigest(shop: Shop, subject: Subject, environment: string): Promise<string> {
  const { plan } = await shop.look(subject);
  return plan.environments.find((each) => each.environment === environment)?.digest ?? "";
}

describe("approval", () => {
  const modes = { staging: "look", production: "look", develop: "approve" } as const;

  async function open(): Promise<{ shop: Shop; subject: Subject }> {
    const shop = await openAdoptedShop();
    return { shop, subject: shop.subject(modes) };
  }

  test("nothing is applied without it; with it exactly what was planned is", async () => {
    const { shop, subject } = await open();
    shop.source.commit("develop", { ...marked("api", "one"), ...marked("worker", "one") });
    const before = await shop.sync(subject);
    expect(applied(before)).toEqual([]);
    expect(reasons(before)).toEqual(["develop ApprovalMissing"]);
    const plan = await planDigest(shop, subject, "develop");
    const made = await shop.world.run(
      approve(
        deskOf(shop, subject),
        { environment: "develop", plan: plan.slice(0, 16), classes: [] },
        signal,
      ),
    );
    expect(made.steps).toBe(2);
    expect(applied(await shop.sync(subject))).toEqual(["develop/api", "develop/worker"]);
    expect((await shop.sync(subject)).outcomes).toEqual([]);
  });

  test("survives a restart midway, and a newer commit that leaves its step as it is", async () => {
    const { shop, subject } = await open();
    shop.source.commit("develop", { ...marked("api", "one"), ...marked("worker", "one") });
    const plan = await planDigest(shop, subject, "develop");
    await shop.world.run(
      approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal),
    );
    failResources(shop.world, {
      stackName: "shop-develop-worker",
      logicalId: "Service",
      verb: "update",
      during: "forward",
      reason: "no",
      times: 1,
    });
    const first = await shop.sync(subject);
    expect(applied(first)).toEqual(["develop/api"]);
    // Another process, another commit, and a person's word that it may be tried again.
    shop.source.commit("develop", marked("daily-batch", "two"));
    await shop.world.run(
      retry(deskOf(shop, subject), { environment: "develop", workload: "worker" }, signal),
    );
    shop.hands.stalled.clear();
    const second = await shop.sync(subject);
    expect(applied(second)).toEqual(["develop/worker"]);
    expect(reasons(second)).toEqual(["develop/daily-batch ApprovalMissing", "develop/worker ToBeApplied"]);
  });

  test("dies when its step changes, and does not come back with it", async () => {
    const { shop, subject } = await open();
    const before = shop.source.textAt(shop.source.head("develop"), "copilot/api/manifest.yml") ?? "";
    shop.source.commit("develop", marked("api", "one"));
    const plan = await planDigest(shop, subject, "develop");
    await shop.world.run(
      approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal),
    );
    shop.source.commit("develop", marked("api", "two"));
    expect(reasons(await shop.sync(subject))).toEqual(["develop/api ApprovalMissing"]);
    shop.source.commit("develop", { "copilot/api/manifest.yml": before });
    await shop.sync(subject);
    shop.source.commit("develop", marked("api", "one"));
    const last = await shop.sync(subject);
    expect(applied(last)).toEqual([]);
    expect(reasons(last)).toEqual(["develop/api ApprovalExpired"]);
  });

  test("ends with its time", async () => {
    const { shop, subject } = await open();
    shop.source.commit("develop", marked("api", "one"));
    const plan = await planDigest(shop, subject, "develop");
    const until = new Date(shop.world.clock.now().getTime() + 5 * minute);
    await shop.world.run(
      approve(deskOf(shop, subject), { environment: "develop", plan, classes: [], until }, signal),
    );
    await wait(shop, 6);
    expect(reasons(await shop.sync(subject))).toEqual(["develop/api ApprovalExpired"]);
  });

  test("of a plan that has changed meanwhile is refused, with what it is now", async () => {
    const { shop, subject } = await open();
    shop.source.commit("develop", marked("api", "one"));
    const plan = await planDigest(shop, subject, "develop");
    shop.source.commit("develop", marked("api", "two"));
    await expect(
      shop.world.run(approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal)),
    ).rejects.toMatchObject({ failure: { reason: "PlanChanged" } });
  });

  test.each([
    ["an approver who may not", ["ben"], "allowed", "ApproverNotAllowed"],
    ["an author nobody knows, where authors may not", undefined, "refused", "AuthorUnknown"],
  ] as const)("by %s does not count", async (_what, from, author, reason) => {
    const { shop, subject: plain } = await open();
    const identities = [
      { name: "ann", aws: ["arn:aws:iam::*:user/admin"], page: [], git: ["ann@acme.example"] },
      { name: "ben", aws: ["arn:aws:iam::*:user/ben"], page: [], git: [] },
    ];
    const approvals = { author, ...(from === undefined ? {} : { from }) };
    const subject = { ...withRules(plain, { develop: { approvals } }), identities };
    shop.source.commit("develop", marked("api", "one"));
    const plan = await planDigest(shop, subject, "develop");
    await shop.world.run(
      approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal),
    );
    expect(reasons(await shop.sync(subject))).toEqual([`develop/api ${reason}`]);
  });
});

describe("who wrote a commit may not approve it", () => {
  test.each([
    ["somebody else's counts", ["ben@acme.example"], ["develop/api"], []],
    ["one's own does not", ["ann@acme.example", "ben@acme.example"], [], ["develop/api ApproverIsAuthor"]],
    ["nor does one where an author is unknown", ["eve@acme.example"], [], ["develop/api AuthorUnknown"]],
    ["nor does one where there are too many to ask", undefined, [], ["develop/api AuthorUnknown"]],
  ] as const)("%s", async (_what, addresses, expected, why) => {
    const shop = await openAdoptedShop();
    const identities = [
      { name: "ann", aws: ["arn:aws:iam::*:user/admin"], git: ["ann@acme.example"], page: [] },
      { name: "ben", aws: [], git: ["ben@acme.example"], page: [] },
    ];
    const rules = withRules(shop.subject({ develop: "approve" }), {
      develop: { approvals: { author: "refused" } },
    });
    const subject = { ...rules, identities };
    shop.source.authorAddresses = addresses;
    shop.source.commit("develop", marked("api", "one"));
    const plan = await planDigest(shop, subject, "develop");
    await shop.world.run(
      approve(deskOf(shop, subject), { environment: "develop", plan, classes: [] }, signal),
    );
    const report = await shop.sync(subject);
    expect(applied(report)).toEqual(expected);
    expect(reasons(report).filter((each) => each !== "develop/api ToBeApplied")).toEqual(why);
  });
});

describe("suspension", () => {
  test.each([
    ["the application", { kind: "application" }, []],
    ["an environment", { kind: "target", environment: "develop" }, []],
    ["a workload", { kind: "target", environment: "develop", workload: "api" }, ["develop/daily-batch"]],
  ] as const)("of %s holds it until it is lifted, and nothing else", async (_what, what, others) => {
    const shop = await openAdoptedShop();
    const desk = deskOf(shop);
    await shop.world.run(suspend(desk, { what, reason: "audit", owner: "ann" }, signal));
    shop.source.commit("develop", { ...marked("api", "one"), ...marked("daily-batch", "one") });
    const held = await shop.sync();
    expect(applied(held)).toEqual(others);
    expect(held.reasons.find(({ reason }) => reason === "Suspended")?.message).toMatch(/by ann: audit$/);
    await shop.world.run(resume(desk, { what }, signal));
    expect(applied(await shop.sync())).toContain("develop/api");
  });

  test("expires by itself", async () => {
    const shop = await openAdoptedShop();
    const until = new Date(shop.world.clock.now().getTime() + 10 * minute);
    const what = { kind: "target", environment: "develop" } as const;
    await shop.world.run(suspend(deskOf(shop), { what, reason: "audit", until }, signal));
    shop.source.commit("develop", marked("api", "one"));
    expect(applied(await shop.sync())).toEqual([]);
    await wait(shop, 11);
    expect(applied(await shop.sync())).toEqual(["develop/api"]);
  });

  test("of something that is not suspended cannot be lifted", async () => {
    const shop = await openAdoptedShop();
    const what = { kind: "target", environment: "develop" } as const;
    await expect(shop.world.run(resume(deskOf(shop), { what }, signal))).rejects.toMatchObject({
      failure: { reason: "NothingToResume" },
    });
  });
});

describe("soak", () => {
  test("with commits every ten minutes production follows an hour behind, again and again", async () => {
    const shop = await openAdoptedShop();
    const subject = withRules(shop.subject(), { staging: { soak: 60 * minute } });
    const arrivals: number[] = [];
    const start = shop.world.clock.now().getTime();
    for (let commit = 0; commit < 18; commit += 1) {
      shop.source.commit("release", marked("daily-batch", `m${commit}`));
      const until = start + (commit + 1) * 10 * minute;
      while (shop.world.clock.now().getTime() < until) {
        const report = await shop.sync(subject);
        if (applied(report).includes("production/daily-batch"))
          arrivals.push((shop.world.clock.now().getTime() - start) / minute);
        await wait(shop, 2);
      }
    }
    const gaps = [60, ...arrivals].map((at, index, all) => at - (all[index - 1] ?? at));
    expect(arrivals.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
  }, 120_000);

  test("says until when, and which commit waits", async () => {
    const shop = await openAdoptedShop();
    const subject = withRules(shop.subject(), { staging: { soak: 60 * minute } });
    await shop.sync(subject);
    await wait(shop, 61);
    const commit = shop.source.commit("release", marked("daily-batch", "one"));
    await shop.sync(subject);
    const { plan, reasons: why } = await shop.world.run(seeStatus(shop.eyes, subject, signal));
    expect(plan.environments[2]?.behind).toMatchObject({ head: { commit }, reason: "Soaking" });
    expect(why[0]?.until).toBeInstanceOf(Date);
    await wait(shop, 61);
    expect(applied(await shop.sync(subject))).toEqual(["production/daily-batch"]);
  });
});

describe("windows and freezes", () => {
  test("changes wait for the window, and say when it opens", async () => {
    const shop = await openAdoptedShop();
    // The shop's clock begins on Friday, 20 November 2026, 09:00 UTC.
    const window = { days: [1, 2, 3, 4, 5], from: 13 * 60, to: 15 * 60, zone: "Europe/Berlin" } as const;
    const subject = withRules(shop.subject(), { develop: { windows: [window] } });
    shop.source.commit("develop", marked("api", "one"));
    const early = await shop.sync(subject);
    expect(applied(early)).toEqual([]);
    expect(early.reasons[0]?.message).toContain("2026-11-20 13:00 Europe/Berlin");
    await wait(shop, 3 * 60 + 10);
    expect(applied(await shop.sync(subject))).toEqual(["develop/api"]);
  });

  test("a freeze goes before every window", async () => {
    const shop = await openAdoptedShop();
    const freeze = { from: "2026-11-20", to: "2026-11-21", zone: "Europe/Berlin", reason: "Black Friday" };
    const subject = withRules(shop.subject(), { develop: { freezes: [freeze] } });
    shop.source.commit("develop", marked("api", "one"));
    const early = await shop.sync(subject);
    expect(reasons(early)).toEqual(["develop/api Frozen"]);
    expect(early.reasons[0]?.message).toContain("Black Friday");
    await wait(shop, 15 * 60);
    expect(applied(await shop.sync(subject))).toEqual(["develop/api"]);
  });
});

describe("the way back", () => {
  test("a rollback takes the commit's images and manifest, holds there, and goes on when released", async () => {
    const shop = await openAdoptedShop();
    const first = shop.source.commit("develop", { "api/server.mjs": "// one" });
    const image = shop.push("api", first);
    await shop.settle();
    const second = shop.source.commit("develop", { "api/server.mjs": "// two", ...marked("api", "two") });
    shop.push("api", second);
    await shop.settle();
    const desk = deskOf(shop);
    const request = { environment: "develop", commit: first.slice(0, 8), reason: "it broke" };
    await shop.world.run(rollback(desk, request, signal));
    const back = await shop.sync();
    expect(applied(back)).toEqual(["develop/api"]);
    const [step] = stackSteps(back.outcomes.map((outcome) => outcome.step));
    expect(step?.desired.parameters["ContainerImage"]).toMatch(new RegExp(`@${image}$`));
    expect(back.plan.environments[0]?.revision?.commit).toBe(first);
    shop.source.commit("develop", marked("worker", "three"));
    const stays = await shop.sync();
    expect(applied(stays)).toEqual([]);
    expect(reasons(stays)).toEqual(["develop Pinned"]);
    await shop.world.run(resume(desk, { what: { kind: "target", environment: "develop" } }, signal));
    expect(applied(await shop.sync())).toEqual(["develop/api", "develop/worker"]);
  });

  test("to what was never deployed there, or is not part of the branch, is refused", async () => {
    const shop = await openAdoptedShop();
    const head = shop.source.head("develop");
    const other = shop.source.commit("develop", marked("api", "one"));
    await shop.settle();
    const desk = deskOf(shop);
    const back = (commit: string): Promise<unknown> =>
      shop.world.run(rollback(desk, { environment: "develop", commit }, signal));
    await expect(back("0123456")).rejects.toMatchObject({ failure: { reason: "ReleaseMissing" } });
    shop.source.setBranch("develop", head);
    await expect(back(other)).rejects.toMatchObject({ failure: { reason: "NotInBranch" } });
  });

  test("staging that was rolled back lets nothing newer through to production", async () => {
    const shop = await openAdoptedShop();
    const subject = withRules(shop.subject(), { staging: { soak: 30 * minute } });
    const good = shop.source.commit("release", marked("daily-batch", "good"));
    await shop.settle(subject);
    await wait(shop, 31);
    await shop.settle(subject);
    shop.source.commit("release", marked("daily-batch", "bad"));
    await shop.settle(subject);
    await shop.world.run(rollback(deskOf(shop, subject), { environment: "staging", commit: good }, signal));
    await shop.settle(subject);
    await wait(shop, 60);
    const later = await shop.settle(subject);
    expect(later.plan.environments[2]?.revision?.commit).toBe(good);
    expect(applied(later)).toEqual([]);
  });
});

describe("a branch that was rewritten", () => {
  test("to where everything was before a commit that was applied in part stays held", async () => {
    const shop = await openAdoptedShop();
    const first = shop.source.head("develop");
    // The worker waits for an image that nobody pushes.
    shop.source.commit("develop", { ...marked("daily-batch", "one"), "worker/version.txt": "2" });
    expect(applied(await shop.sync())).toEqual(["develop/daily-batch"]);
    shop.source.setBranch("develop", first);
    for (let pass = 0; pass < 3; pass += 1) {
      const report = await shop.sync();
      expect(reasons(report)).toEqual(["develop HistoryRewritten"]);
      expect(applied(report)).toEqual([]);
    }
  });

  test("is held until its head is accepted", async () => {
    const shop = await openAdoptedShop();
    const base = shop.source.head("develop");
    shop.source.commit("develop", marked("api", "one"));
    await shop.settle();
    shop.source.setBranch("develop", base);
    shop.source.commit("develop", marked("api", "two"));
    const held = await shop.sync();
    expect(applied(held)).toEqual([]);
    expect(reasons(held)).toEqual(["develop HistoryRewritten"]);
    const what = { kind: "target", environment: "develop" } as const;
    const made = await shop.world.run(resume(deskOf(shop), { what, reason: "meant so" }, signal));
    expect(made.messages[0]).toContain("is accepted for develop");
    expect(applied(await shop.sync())).toEqual(["develop/api"]);
    shop.source.commit("develop", marked("api", "three"));
    expect(applied(await shop.sync())).toEqual(["develop/api"]);
  });
});

describe("new tasks", () => {
  test("are started once for each request, also when the process is cut off, and are no drift", async () => {
    const shop = await openAdoptedShop();
    const started = (): number =>
      shop.world.log.records.filter(
        ({ action, via, outcome }) => action === "UpdateService" && via === undefined && outcome === "ok",
      ).length;
    await shop.world.run(redeploy(deskOf(shop), { environment: "develop" }, signal));
    const { plan } = await shop.look();
    expect(plan.environments[0]?.steps.map(({ kind, workload }) => [kind, workload])).toEqual([
      ["redeploy", "api"],
      ["redeploy", "worker"],
    ]);
    await wait(shop, 1);
    expect(applied(await shop.sync())).toEqual(["develop/api", "develop/worker"]);
    expect(started()).toBe(2);
    const next = await shop.sync();
    expect(next.outcomes).toEqual([]);
    const last = await shop.look();
    expect(last.records.redeployments).toEqual([]);
    expect(started()).toBe(2);
  });

  test("wait for a suspension, and need no approval", async () => {
    const shop = await openAdoptedShop();
    const subject = shop.subject({ develop: "approve" });
    const what = { kind: "target", environment: "develop" } as const;
    await shop.world.run(suspend(deskOf(shop), { what, reason: "audit" }, signal));
    await shop.world.run(redeploy(deskOf(shop), { environment: "develop", workload: "api" }, signal));
    expect(reasons(await shop.sync(subject))).toEqual(["develop/api Suspended"]);
    await shop.world.run(resume(deskOf(shop), { what }, signal));
    expect(applied(await shop.sync(subject))).toEqual(["develop/api"]);
  });

  test("that wait cost no call for each stack in passes in which nothing has changed", async () => {
    const shop = await openAdoptedShop();
    const what = { kind: "target", environment: "develop" } as const;
    await shop.world.run(suspend(deskOf(shop), { what, reason: "audit" }, signal));
    await shop.world.run(redeploy(deskOf(shop), { environment: "develop" }, signal));
    await shop.sync();
    const calls = shop.world.log.records.length;
    await shop.sync();
    const since = shop.world.log.records.slice(calls).map(({ action }) => action);
    expect(since).toContain("DescribeServices");
    expect(since).not.toContain("DescribeStackResource");
  });
});
