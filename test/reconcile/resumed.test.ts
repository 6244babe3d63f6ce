import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { killedPass as killedPassOf, linesOf, newProcess, passOf, type Run } from "../support/restarts.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

const develop = { account: "222222222222", region: shopRegion };
const stackName = "shop-develop-worker";

function developOnly(shop: Shop): Subject {
  return shop.subject({ staging: "look", production: "look" });
}

function pass(shop: Shop, run: Run): Promise<Report> {
  return passOf(shop, run, developOnly(shop));
}

function killedPass(shop: Shop, action: string, count = 1): Promise<void> {
  return killedPassOf(shop, developOnly(shop), action, count);
}

function commit(shop: Shop, level: string): void {
  const file = "copilot/worker/manifest.yml";
  const text = (shopFiles[file] ?? "").replace("LOG_LEVEL: info", `LOG_LEVEL: ${level}`);
  shop.source.commit("develop", { [file]: text });
}

/** A commit that changes the API's image to one that behaves so. */
function commitImage({ source, world }: Shop, behaviour: string): void {
  const made = source.commit("develop", { "api/server.mjs": `// ${behaviour}` });
  const place = { account: shopAccount, region: shopRegion, repository: "shop/api" };
  pushImage(world, { ...place, tags: [made], content: made, behaviour });
}

function executions({ world }: Shop): number {
  return world.log.records.filter(({ action }) => action === "ExecuteChangeSet").length;
}

function callsSince({ world }: Shop, since: number, action: string): number {
  return world.log.records.slice(since).filter((call) => call.via === undefined && call.action === action)
    .length;
}

function progressOf({ told }: Run): readonly string[] {
  return told.flatMap((happening) => (happening.kind === "step-progressed" ? [happening.line] : []));
}

function statusOf({ world }: Shop, name: string): string | undefined {
  const { stacks, names } = world.cells.at(regionState, develop);
  return stacks.get(names.get(name) ?? "")?.status;
}

describe("a change that a process executed before it was killed", () => {
  test("is followed by the next one and told like its own, once", async () => {
    const shop = await openAdoptedShop();
    const before = executions(shop);
    commit(shop, "warn");
    await killedPass(shop, "ExecuteChangeSet");
    expect(statusOf(shop, stackName)).toBe("UPDATE_IN_PROGRESS");
    const next = newProcess(shop);
    const report = await pass(shop, next);
    expect(linesOf(next)).toEqual(["began update-stack worker", "applied update-stack worker"]);
    expect(progressOf(next).at(-1)).toContain("UPDATE_COMPLETE");
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(["applied"]);
    expect(report.plan.environments[0]?.held.map(({ reason }) => reason)).toEqual(["StackBusy"]);
    const last = await pass(shop, next);
    expect([last.outcomes, last.plan.environments[0]?.inSync.includes("worker")]).toEqual([[], true]);
    expect(executions(shop) - before).toBe(1);
  });

  test("is followed by the third one when the second is killed while it follows", async () => {
    const shop = await openAdoptedShop();
    const before = executions(shop);
    commit(shop, "warn");
    await killedPass(shop, "ExecuteChangeSet");
    await killedPass(shop, "DescribeStackEvents", 3);
    const third = newProcess(shop);
    await pass(shop, third);
    expect(linesOf(third)).toEqual(["began update-stack worker", "applied update-stack worker"]);
    expect(executions(shop) - before).toBe(1);
  });

  test("and that fails is told with its cause, and not tried again", async () => {
    const shop = await openAdoptedShop();
    const fault = {
      logicalId: "Service",
      verb: "update",
      during: "forward",
      reason: "no such image",
    } as const;
    failResources(shop.world, { stackName, ...fault });
    commit(shop, "warn");
    await killedPass(shop, "ExecuteChangeSet");
    const next = newProcess(shop);
    const report = await pass(shop, next);
    const [outcome] = report.outcomes;
    expect(outcome?.kind === "failed" && outcome.failure.message).toContain("no such image");
    expect(linesOf(next)).toEqual(["began update-stack worker", "failed update-stack worker"]);
    healResources(shop.world);
    const before = executions(shop);
    const last = await pass(shop, newProcess(shop));
    expect(last.plan.environments[0]?.held.map(({ reason }) => reason)).toEqual(["Quarantined"]);
    expect(executions(shop)).toBe(before);
  });

  test("and that was a creation which fails is remembered though the stack is gone", async () => {
    const shop = await openAdoptedShop();
    const manifest = (shopFiles["copilot/worker/manifest.yml"] ?? "").replace("name: worker", "name: extra");
    const text = manifest
      .replace(/^subscribe:\n(?: .*\n)+/m, "")
      .replace(/\n {2}build:[^\n]*/, "\n  location: nginx:1.29");
    failResources(shop.world, {
      stackName: "shop-develop-extra",
      logicalId: "TaskDefinition",
      verb: "create",
      during: "forward",
      reason: "no such image",
    });
    shop.source.commit("develop", { "copilot/extra/manifest.yml": text });
    await killedPass(shop, "ExecuteChangeSet");
    const next = newProcess(shop);
    await pass(shop, next);
    expect(linesOf(next)).toEqual(["began create-stack extra", "failed create-stack extra"]);
    const before = executions(shop);
    const last = await pass(shop, newProcess(shop));
    expect(last.plan.environments[0]?.held.map(({ reason }) => reason)).toContain("Quarantined");
    expect(executions(shop)).toBe(before);
  });

  test("and that a newer commit has overtaken is ended when it fails, and the newer one applied", async () => {
    const shop = await openAdoptedShop();
    commitImage(shop, "exits:1");
    await killedPass(shop, "ExecuteChangeSet");
    commitImage(shop, "healthy");
    const since = shop.world.log.records.length;
    const next = newProcess(shop);
    const report = await pass(shop, next);
    expect(report.outcomes).toMatchObject([{ kind: "failed", step: { resumed: "for-an-earlier-commit" } }]);
    expect(callsSince(shop, since, "CancelUpdateStack")).toBe(1);
  });

  test("ends with what is applied beside it when the process is told to stop, and nothing is left that nobody waits for", async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => void unheard.push(error);
    process.on("unhandledRejection", hear);
    const shop = await openAdoptedShop();
    commit(shop, "warn");
    await killedPass(shop, "ExecuteChangeSet");
    commitImage(shop, "healthy");
    await killedPass(shop, "ExecuteChangeSet");
    await setImmediate();
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
  });

  test("is left alone where Autoland may only look", async () => {
    const shop = await openAdoptedShop();
    commit(shop, "warn");
    await killedPass(shop, "ExecuteChangeSet");
    const since = shop.world.log.records.length;
    const { hands, told } = newProcess(shop);
    const looking = shop.subject({ develop: "look", staging: "look", production: "look" });
    await shop.world.run(sync(shop.eyes, hands, looking, new AbortController().signal));
    expect(told.map(({ kind }) => kind)).not.toContain("step-began");
    expect(callsSince(shop, since, "DescribeStackEvents")).toBe(0);
  });
});

test("somebody else's change is waited for, and asked about once", async () => {
  const shop = await openAdoptedShop();
  const { world } = shop;
  const credentials = world.issueCredentials(rootOf(develop.account));
  const { stacks, names } = world.cells.at(regionState, develop);
  const parameters = stacks.get(names.get(stackName) ?? "")?.current?.parameters ?? {};
  await world.run(
    world.call({
      service: "cloudformation",
      action: "UpdateStack",
      credentials,
      region: shopRegion,
      input: {
        StackName: stackName,
        UsePreviousTemplate: true,
        Parameters: Object.keys(parameters).map((ParameterKey) =>
          ParameterKey === "LogRetention"
            ? { ParameterKey, ParameterValue: "14" }
            : { ParameterKey, UsePreviousValue: true },
        ),
        Capabilities: ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
      },
    }),
  );
  const since = world.log.records.length;
  const process = newProcess(shop);
  const reports = [await pass(shop, process), await pass(shop, process)];
  expect(reports.flatMap(({ outcomes }) => outcomes)).toEqual([]);
  expect(reports.map(({ plan }) => plan.environments[0]?.held.map(({ reason }) => reason))).toEqual([
    ["StackBusy"],
    ["StackBusy"],
  ]);
  expect(callsSince(shop, since, "DescribeStackEvents")).toBe(1);
});
