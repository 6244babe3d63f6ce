import { describe, expect, test } from "vitest";
import { makeServiceInsights } from "../../src/aws/look-into-service.ts";
import type { Observed } from "../../src/domain/observed.ts";
import type { ServiceInsight, ServiceInsights } from "../../src/domain/service-insight.ts";
import { openAdoptedShop, sessionsOf, type Shop, shopAccount } from "../support/shop.ts";

async function looking(): Promise<{ readonly shop: Shop; readonly insights: ServiceInsights }> {
  const shop = await openAdoptedShop();
  return { shop, insights: makeServiceInsights(sessionsOf(shop.world, shopAccount)) };
}

const api = { application: "shop", environment: "production", workload: "api", roles: {} } as const;

function valueOf<T>(observed: Observed<T>): T {
  if (observed.kind !== "present") throw new Error(`it is ${JSON.stringify(observed)}`);
  return observed.value;
}

describe("a service, with Copilot's own role", () => {
  test("is told with its deployments, tasks, ways in, variables by name, and alarms", async () => {
    const { shop, insights } = await looking();
    const insight: ServiceInsight = valueOf(await shop.world.run(insights.lookInto(api)));
    expect(insight.deployments[0]).toMatchObject({ status: "PRIMARY", rollout: "COMPLETED" });
    const tasks = valueOf(insight.tasks);
    expect(tasks.length).toBe(insight.deployments[0]?.running);
    expect(tasks[0]).toMatchObject({
      status: "RUNNING",
      images: { api: expect.stringContaining("sha256:") },
    });
    expect(valueOf(insight.routes)).toContainEqual({ hosts: [], paths: ["/*"] });
    const [container] = valueOf(insight.containers);
    expect(container).toMatchObject({ name: "api" });
    expect(container?.variables).toContain("LOG_LEVEL");
    expect(valueOf(insight.alarms)).toEqual([]);
    expect(JSON.stringify(insight)).not.toContain('"info"');
  });

  test("changes nothing", async () => {
    const { shop, insights } = await looking();
    const calls = shop.world.log.records.length;
    await shop.world.run(insights.lookInto(api));
    const actions = shop.world.log.records.slice(calls).map(({ action }) => action);
    expect(actions.filter((action) => !/^(?:Get|List|Describe|AssumeRole)/.test(action))).toEqual([]);
    expect(actions.length).toBeLessThan(10);
  });

  test("a job has none, and neither has a workload that is not deployed or an environment that is not registered", async () => {
    const { shop, insights } = await looking();
    for (const other of [{ workload: "daily-batch" }, { workload: "none" }, { environment: "none" }])
      expect(await shop.world.run(insights.lookInto({ ...api, ...other }))).toEqual({ kind: "absent" });
  });
});

describe("what may not be read", () => {
  test.each([
    ["ListTasks", "ecs", "tasks"],
    ["DescribeTaskDefinition", "ecs", "containers"],
    ["GetTemplate", "cloudformation", "routes"],
  ] as const)("%s of %s hides %s and nothing else", async (action, service, part) => {
    const { shop, insights } = await looking();
    const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
    shop.world.faults.add({ service, action, effect });
    const insight = valueOf(await shop.world.run(insights.lookInto(api)));
    expect(insight[part]).toMatchObject({ kind: "unreadable", failure: { reason: "AccessDenied" } });
    expect(insight.deployments).not.toEqual([]);
  });

  test("the service itself: the whole answer says so", async () => {
    const { shop, insights } = await looking();
    const effect = { kind: "refuse", code: "AccessDeniedException", message: "not authorized" } as const;
    shop.world.faults.add({ service: "ecs", action: "DescribeServices", effect });
    expect(await shop.world.run(insights.lookInto(api))).toMatchObject({
      kind: "unreadable",
      failure: { reason: "AccessDenied" },
    });
  });
});
