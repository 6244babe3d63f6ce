import { beforeAll, describe, expect, test } from "vitest";
import { makeRemover } from "../../src/aws/remove-stack.ts";
import { failureOf } from "../../src/domain/failure.ts";
import type { ObservedApplication } from "../../src/domain/observed-application.ts";
import type { StackRemoval } from "../../src/domain/removal.ts";
import { environmentStackName, workloadStackName } from "../../src/domain/stack-names.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import { openAdoptedShop, sessionsOf, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const account = "222222222222";

let shop: Shop;
let start: Snapshot;
let observed: ObservedApplication;

beforeAll(async () => {
  shop = await openAdoptedShop();
  ({ observed } = await shop.look());
  start = shop.world.snapshot();
});

function fresh(): void {
  shop.world.faults.clear();
  shop.world.restore(start);
}

function removalOf(workload: string, more: Partial<StackRemoval> = {}): StackRemoval {
  const environment = observed.environments.get("develop");
  const stack = environment?.workloads.get(workload);
  if (environment?.record.kind !== "present" || stack?.kind !== "present") throw new Error("it is not there");
  const { executionRoleArn, managerRoleArn } = environment.record.value;
  return {
    stack: { account, region: shopRegion, name: workloadStackName("shop", "develop", workload) },
    arn: stack.value.arn,
    plannedAgainst: (stack.value.updatedAt ?? stack.value.createdAt).toISOString(),
    token: "autoland-removal",
    empties: [],
    executionRoleArn,
    managerRoleArn,
    roles: {},
    ...more,
  };
}

function remove(removal: StackRemoval): Promise<unknown> {
  const remover = makeRemover(sessionsOf(shop.world, shopAccount), shop.world.clock);
  return shop.world.run(remover.remove(removal, () => undefined).catch((error: unknown) => failureOf(error)));
}

async function call(service: string, action: string, input: object): Promise<Record<string, unknown>> {
  const credentials = shop.world.issueCredentials(rootOf(account));
  return shop.world.run(shop.world.call({ service, action, credentials, region: shopRegion, input }));
}

test("a stack is deleted with the environment's roles, and twice is as once", async () => {
  fresh();
  const removal = removalOf("worker");
  expect(await remove(removal)).toEqual({ kind: "gone" });
  expect(await remove(removal)).toEqual({ kind: "gone" });
});

test("a stack that has changed since the look is not deleted", async () => {
  fresh();
  const removal = removalOf("worker", { plannedAgainst: "2026-01-01T00:00:00.000Z" });
  expect(await remove(removal)).toMatchObject({ reason: "StackMoved", disposition: "retry" });
  expect(await call("cloudformation", "DescribeStacks", { StackName: removal.arn })).toMatchObject({
    Stacks: [{ StackStatus: "UPDATE_COMPLETE" }],
  });
});

test("the tasks of a job that still run are stopped once its stack is gone", async () => {
  fresh();
  const family = "shop-develop-daily-batch";
  const { clusterArns } = await call("ecs", "ListClusters", {});
  const [cluster] = clusterArns as readonly string[];
  await call("ecs", "RunTask", {
    cluster,
    taskDefinition: family,
    launchType: "FARGATE",
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
  });
  const running = async (): Promise<unknown> =>
    (await call("ecs", "ListTasks", { cluster, family }))["taskArns"];
  expect(await running()).toHaveLength(1);
  const tasks = { family, environmentStack: environmentStackName("shop", "develop") };
  expect(await remove(removalOf("daily-batch", { tasks }))).toEqual({ kind: "gone" });
  expect(await running()).toEqual([]);
  expect(shop.world.log.records.filter(({ action }) => action === "StopTask")).toHaveLength(1);
});

describe.each<[string, FaultEffect]>([
  ["before its effect", { kind: "timeout", phase: "before-effect" }],
  ["after its effect", { kind: "timeout", phase: "after-effect" }],
])("interrupted at each call, %s,", (_name, effect) => {
  test("a deletion that is begun again ends with nothing left", async () => {
    fresh();
    const tasks = {
      family: "shop-develop-daily-batch",
      environmentStack: environmentStackName("shop", "develop"),
    };
    const removal = removalOf("daily-batch", { tasks });
    const prepared = shop.world.snapshot();
    let interrupted = 0;
    for (let nth = 1; ; nth += 1) {
      shop.world.restore(prepared);
      const heal = shop.world.faults.add({ nth: [nth], effect });
      const end = await remove(removal);
      heal();
      if ((end as { kind?: string }).kind === "gone") break;
      interrupted += 1;
      expect(await remove(removal)).toEqual({ kind: "gone" });
    }
    expect(interrupted).toBeGreaterThan(4);
  });
});
