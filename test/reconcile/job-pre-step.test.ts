import { expect, test } from "vitest";
import { makeJobRuns } from "../../src/aws/job-runs.ts";
import type { PreStep } from "../../src/domain/promotion.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import { retry } from "../../src/reconcile/decisions/retry.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { ecs } from "../../src/simulator/services/ecs/ecs-state.ts";
import { setTaskRun } from "../../src/simulator/services/ecs/standalone-tasks.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { deskOf, marked, withRules } from "../support/promotion.ts";
import { openAdoptedShop, sessionsOf, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const signal = new AbortController().signal;
const minute = 60_000;
const family = "shop-develop-daily-batch-before";

interface Bench {
  readonly shop: Shop;
  readonly pass: () => Promise<Report>;
  readonly wait: (minutes: number) => Promise<void>;
  readonly subject: ReturnType<Shop["subject"]>;
}

/** Develop runs a task of `daily-batch` before its changes, with a role of the operator's; every pass is a new process. */
async function open(before: Partial<Extract<PreStep, { kind: "job" }>> = {}): Promise<Bench> {
  const shop = await openAdoptedShop();
  const { world } = shop;
  const apply = await makeApplyRole(shop);
  const whole = withRules(shop.subject({ staging: "look", production: "look" }), {
    develop: { before: { kind: "job", job: "daily-batch", deadline: 30 * minute, ...before } },
  });
  const subject = {
    ...whole,
    environments: whole.environments.map((rule) =>
      rule.environment === "develop" ? { ...rule, roles: { apply } } : rule,
    ),
  };
  return {
    shop,
    subject,
    pass: () => {
      const jobs = makeJobRuns(sessionsOf(world, shopAccount), world.clock);
      const eyes: Eyes = { ...shop.eyes, jobs };
      return world.run(sync(eyes, shop.hands, subject, signal));
    },
    wait: (minutes) => world.run(world.clock.sleep(minutes * minute)),
  };
}

/** What develop's steps came to. */
function told({ outcomes }: Report): readonly string[] {
  return outcomes.map((outcome) =>
    outcome.kind === "skipped" ? `${outcome.reason}: ${outcome.because}` : outcome.kind,
  );
}

function tasks({ shop }: Bench): readonly { readonly image: string; readonly status: string }[] {
  const { tasks: all, families } = shop.world.cells.at(ecs, { account: "222222222222", region: shopRegion });
  const own = families.get(family) ?? [];
  return [...all.values()]
    .filter(({ taskDefinitionArn }) => own.some(({ arn }) => arn === taskDefinitionArn))
    .map(({ taskDefinitionArn, lastStatus }) => ({
      image: own.find(({ arn }) => arn === taskDefinitionArn)?.input.containerDefinitions?.[0]?.image ?? "",
      status: lastStatus,
    }));
}

function runs({ shop }: Bench): number {
  return shop.world.log.records.filter(({ action, via }) => action === "RunTask" && via === undefined).length;
}

/** A commit that builds the job anew and changes the worker. */
function commit({ shop }: Bench, mark: string): string {
  const head = shop.source.commit("develop", {
    ...marked("worker", mark),
    "daily-batch/version.txt": mark,
  });
  return shop.push("daily-batch", head);
}

function changeSets({ shop }: Bench): number {
  return shop.world.log.records.filter(({ action }) => action === "CreateChangeSet").length;
}

test("a task of the job runs once with the new image before any change set is made, and the changes follow when it has ended well", async () => {
  const bench = await open();
  const address = commit(bench, "first");
  const before = changeSets(bench);
  expect(told(await bench.pass()).join()).toContain(
    "PreStepRunning: what runs before changes of develop is to be started",
  );
  await bench.wait(0.2);
  expect(told(await bench.pass()).join()).toMatch(/PreStepRunning: .* task \w+ is/);
  expect(changeSets(bench)).toBe(before);
  expect(tasks(bench).map(({ image }) => image)).toEqual([expect.stringContaining(address)]);
  await bench.wait(3);
  expect(new Set(told(await bench.pass()))).toEqual(new Set(["applied"]));
  // Nothing runs again: not for the same set of stacks, also long after ECS has forgotten the task.
  await bench.wait(180);
  expect(told(await bench.pass())).toEqual([]);
  expect(runs(bench)).toBe(1);
});

test("a task that fails stops everything before a change set, says its exit code and why, and runs again after a person's retry", async () => {
  const bench = await open();
  setTaskRun(bench.shop.world, family, { exitCode: 3, seconds: 20 });
  commit(bench, "second");
  const before = changeSets(bench);
  await bench.pass();
  await bench.wait(3);
  const failed = told(await bench.pass()).join();
  expect(failed).toMatch(/PreStepFailed: .* stopped with exit code 3: Essential container in task exited/);
  // What is remembered outlives ECS's hour.
  await bench.wait(120);
  expect(told(await bench.pass()).join()).toMatch(/PreStepFailed: .*exit code 3/);
  expect(changeSets(bench)).toBe(before);
  expect(runs(bench)).toBe(1);
  setTaskRun(bench.shop.world, family, { exitCode: 0, seconds: 20 });
  await bench.shop.world.run(retry(deskOf(bench.shop, bench.subject), { environment: "develop" }, signal));
  await bench.pass();
  await bench.wait(3);
  expect(new Set(told(await bench.pass()))).toEqual(new Set(["applied"]));
  expect(runs(bench)).toBe(2);
});

test("a task that runs past its deadline is stopped, and that is remembered as its failure", async () => {
  const bench = await open({ deadline: 10 * minute });
  setTaskRun(bench.shop.world, family, { exitCode: 0, seconds: 7200 });
  commit(bench, "third");
  await bench.pass();
  await bench.wait(15);
  expect(told(await bench.pass()).join()).toMatch(/PreStepFailed: .*has not ended within 10 minutes/);
  await bench.wait(5);
  expect(tasks(bench).map(({ status }) => status)).toEqual(["STOPPED"]);
  expect(told(await bench.pass()).join()).toMatch(/PreStepFailed: .*has not ended within 10 minutes/);
});

test("a job that the commit does not have fails by name; without anybody to run tasks nothing is changed", async () => {
  const bench = await open({ job: "migrate" });
  commit(bench, "fourth");
  expect(told(await bench.pass()).join()).toContain("migrate cannot be run: the commit has no such workload");
  const other = await open();
  commit(other, "fifth");
  const report = await other.shop.world.run(sync(other.shop.eyes, other.shop.hands, other.subject, signal));
  expect(told(report).join()).toContain("nobody can be asked about tasks of jobs");
});
