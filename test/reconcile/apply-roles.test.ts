import { describe, expect, test } from "vitest";
import type { EnvironmentRoles } from "../../src/domain/cloud.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { openAdoptedShop, type Shop, shopAccount, shopFiles, shopRegion } from "../support/shop.ts";

const account = "222222222222";
const manager = `arn:aws:iam::${account}:role/shop-develop-EnvManagerRole`;
const execution = `arn:aws:iam::${account}:role/shop-develop-CFNExecutionRole`;

/** Two workloads of develop have something to change; the worker comes after the API, to which it subscribes. */
async function shopWithChanges(): Promise<Shop> {
  const shop = await openAdoptedShop();
  shop.source.commit("develop", changes());
  return shop;
}

function changes(): Readonly<Record<string, string>> {
  const files = ["api", "worker"].map((workload) => {
    const file = `copilot/${workload}/manifest.yml`;
    const addition = `\ntaskdef_overrides: [{ path: "ContainerDefinitions[0].StopTimeout", value: 60 }]\n`;
    return [file, `${shopFiles[file] ?? ""}${addition}`] as const;
  });
  return Object.fromEntries(files);
}

/** What was changed in the environment's account, whoever asked. */
function changed(shop: Shop, calls: number): readonly string[] {
  return shop.world.log.records
    .slice(calls)
    .filter(
      (call) =>
        call.account === account && !/^(?:Get|List|Describe|BatchGet|Head|Assume|Filter)/.test(call.action),
    )
    .map(({ service, action }) => `${service}:${action}`);
}

/** How often a role was asked for. */
function asked(shop: Shop, calls: number, role: string): number {
  return shop.world.log.records
    .slice(calls)
    .filter(({ action, input }) => action === "AssumeRole" && JSON.stringify(input).includes(role)).length;
}

function withRoles(shop: Shop, roles: EnvironmentRoles): Subject {
  const whole = shop.subject();
  const environments = whole.environments.map((rule) =>
    rule.environment === "develop" ? { ...rule, roles } : rule,
  );
  return { ...whole, environments };
}

async function sync(shop: Shop, roles: EnvironmentRoles) {
  return shop.sync(withRoles(shop, roles));
}

describe("before anything is written in an environment", () => {
  test("a manager role of Copilot's that cannot be assumed holds the environment, once, with what to do", async () => {
    const shop = await shopWithChanges();
    const calls = shop.world.log.records.length;
    refuseAssuming(shop);
    const report = await sync(shop, {});
    const develop = report.plan.environments.find(({ environment }) => environment === "develop");
    expect(develop?.held.map(({ reason }) => reason)).toEqual(["RoleRefused"]);
    expect(develop?.held[0]?.message).toContain(manager);
    expect(develop?.held[0]?.remedy).toBeTruthy();
    expect(report.outcomes).toEqual([]);
    expect(changed(shop, calls)).toEqual([]);
  });

  test.each([
    ["an apply role that is gone", `arn:aws:iam::${account}:role/gone`],
    ["an apply role that trusts somebody else", execution],
  ])("%s holds the environment in the plan already, with its name and what to do", async (_, apply) => {
    const shop = await shopWithChanges();
    const calls = shop.world.log.records.length;
    const { plan } = await shop.look(withRoles(shop, { apply }));
    const develop = plan.environments.find(({ environment }) => environment === "develop");
    expect(develop).toMatchObject({
      steps: [],
      held: [{ reason: "RoleRefused", message: expect.stringContaining(apply), remedy: expect.any(String) }],
    });
    expect(develop?.held[0]?.message).toContain("nothing can be changed in develop");
    const { outcomes, reasons } = await sync(shop, { apply });
    expect(outcomes).toEqual([]);
    expect(reasons.map(({ environment, reason }) => `${environment} ${reason}`)).toEqual([
      "develop RoleRefused",
    ]);
    expect(changed(shop, calls)).toEqual([]);
    expect(asked(shop, calls, apply)).toBe(2);
  });

  test("an apply role is assumed once for all looks and changes of an hour, and not where nothing is to be done", async () => {
    const shop = await openAdoptedShop();
    const apply = await makeApplyRole(shop);
    const roles = { apply };
    const calls = shop.world.log.records.length;
    await shop.look(withRoles(shop, roles));
    expect(asked(shop, calls, apply)).toBe(0);
    shop.source.commit("develop", changes());
    for (const _ of [1, 2, 3]) await shop.look(withRoles(shop, roles));
    expect(asked(shop, calls, apply)).toBe(1);
  });

  test("an execution role that is gone is found when the change set is asked for, and nothing is executed", async () => {
    const shop = await shopWithChanges();
    await deleteRole(shop, execution);
    const calls = shop.world.log.records.length;
    const { outcomes } = await sync(shop, {});
    expect(outcomes.map((outcome) => `${outcome.step.workload} ${outcome.kind}`)).toEqual([
      "api failed",
      "worker skipped",
    ]);
    expect(outcomes[0]).toMatchObject({
      failure: { message: expect.stringContaining(execution), remedy: expect.any(String) },
    });
    expect(changed(shop, calls)).not.toContain("cloudformation:ExecuteChangeSet");
  });
});

function refuseAssuming({ world }: Shop): void {
  const message = `User: arn:aws:iam::${shopAccount}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${manager}`;
  world.faults.add({
    service: "sts",
    action: "AssumeRole",
    effect: { kind: "refuse", code: "AccessDenied", message, httpStatus: 403 },
  });
}

async function deleteRole({ world }: Shop, arn: string): Promise<void> {
  const credentials = world.issueCredentials(rootOf(account));
  const RoleName = arn.split("/").at(-1) ?? "";
  const call = (action: string, input: object): Promise<unknown> =>
    world.run(world.call({ service: "iam", action, credentials, region: shopRegion, input }));
  const { PolicyNames: names = [] } = (await call("ListRolePolicies", { RoleName })) as {
    readonly PolicyNames?: readonly string[];
  };
  for (const PolicyName of names) await call("DeleteRolePolicy", { RoleName, PolicyName });
  await call("DeleteRole", { RoleName });
}
