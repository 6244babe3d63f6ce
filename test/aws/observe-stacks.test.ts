import { describe, expect, test } from "vitest";
import { makeAws } from "../../src/aws/make-aws.ts";
import type { ObserveRequest } from "../../src/domain/cloud.ts";
import type { ObservedApplication, ObservedEnvironment } from "../../src/domain/observed-application.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { administratorOf } from "../../src/simulator/seeding/caller.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { canonicalJson } from "../../src/template/canonical-json.ts";
import { sha256 } from "../../src/template/digest.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { openShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const workloads = ["api", "daily-batch", "worker"];
const accounts = { develop: "222222222222", staging: "333333333333", production: "333333333333" };

interface Bench {
  readonly shop: Shop;
  /** The environments as they are seen with look roles, or with Copilot's alone, and the calls that it took. */
  readonly look: (
    named?: readonly string[],
  ) => Promise<{ readonly seen: ObservedApplication; readonly calls: Readonly<Record<string, number>> }>;
  readonly wait: (seconds: number) => Promise<void>;
}

async function bench(role: "look" | "copilot", refused?: string): Promise<Bench> {
  const denied = { active: false };
  const shop = await openShop({
    authorize: (context, permission) =>
      denied.active && permission.action === refused && context.principal.arn.includes("/autoland")
        ? { allowed: false, because: "AccessDenied by the test" }
        : authorize(context, permission),
  });
  const { world } = shop;
  const arnIn = await deployLookRoles(
    world,
    Object.values(accounts).slice(0, 2),
    `arn:aws:iam::${shopAccount}:user/admin`,
  );
  const { credentials } = await administratorOf(world, shopAccount, shopRegion);
  const { cloud } = makeAws(
    {
      region: shopRegion,
      credentials,
      requestHandler: makeRequestHandler(world),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 2 }),
    },
    world.clock,
  );
  denied.active = true;
  return {
    shop,
    wait: (seconds) => world.run(world.clock.sleep(seconds * 1_000)),
    look: async (named = workloads) => {
      const request: ObserveRequest = {
        application: "shop",
        environments: new Map(Object.keys(accounts).map((name) => [name, named])),
        roles: new Map(
          Object.entries(accounts).map(([name, account]) => [
            name,
            role === "look" ? { look: arnIn(account) } : {},
          ]),
        ),
      };
      const before = world.log.records.length;
      const seen = await world.run(cloud.observe(request));
      const calls: Record<string, number> = {};
      for (const { service, action, via } of world.log.records.slice(before)) {
        if (via === undefined && service !== "sts" && service !== "ssm")
          calls[action] = (calls[action] ?? 0) + 1;
      }
      return { seen, calls };
    },
  };
}

function kinds(seen: ObservedApplication): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...seen.environments.values()].flatMap(({ environment, stack, workloads: stacks }) => [
      [environment, stack.kind],
      ...[...stacks].map(([name, one]) => [`${environment}/${name}`, one.kind]),
    ]),
  );
}

/** All that is said of an environment's stacks, templates included. */
function told(environment: ObservedEnvironment | undefined): string {
  return sha256(
    canonicalJson(JSON.parse(JSON.stringify([environment?.stack, [...(environment?.workloads ?? [])]]))),
  );
}

function api(seen: ObservedApplication): ReturnType<ObservedEnvironment["workloads"]["get"]> {
  return seen.environments.get("develop")?.workloads.get("api");
}

function tags(environment: string): object[] {
  return [
    { Key: "copilot-application", Value: "shop" },
    { Key: "copilot-environment", Value: environment },
    { Key: "copilot-service", Value: "api" },
  ];
}

async function person(shop: Shop, action: string, input: object): Promise<void> {
  const owner = await administratorOf(shop.world, accounts.develop, shopRegion);
  await owner.call("cloudformation", action, input);
  await shop.world.run(shop.world.clock.sleep(30 * 60_000));
}

describe("with a look role", () => {
  test("the first look reads each stack, later ones only lists, and both see the same as Copilot's role does", async () => {
    const [on, other] = [await bench("look"), await bench("copilot")];
    const first = await on.look();
    expect(first.calls).toMatchObject({ ListStacks: 3, GetTemplate: 12 });
    await on.wait(60);
    const second = await on.look();
    expect(second.calls).toEqual({ ListStacks: 3 });
    const byName = await other.look();
    for (const name of Object.keys(accounts)) {
      expect(told(second.seen.environments.get(name))).toBe(told(first.seen.environments.get(name)));
      expect(told(second.seen.environments.get(name))).toBe(told(byName.seen.environments.get(name)));
    }
    expect([...second.seen.environments.values()].flatMap(({ featuresOff }) => featuresOff ?? [])).toEqual(
      [],
    );
  });

  test("lists are shared for a quarter of a minute", async () => {
    const on = await bench("look");
    await on.look();
    await on.wait(10);
    expect((await on.look()).calls).toEqual({});
    await on.wait(10);
    expect((await on.look()).calls).toEqual({ ListStacks: 3 });
  });

  test("only what has changed is read again", async () => {
    const on = await bench("look");
    await on.look();
    const before = api((await on.look()).seen);
    if (before?.kind !== "present") throw new Error("api is not deployed");
    await person(on.shop, "UpdateStack", {
      StackName: "shop-develop-api",
      UsePreviousTemplate: true,
      Parameters: Object.keys(before.value.parameters).map((ParameterKey) =>
        ParameterKey === "LogRetention"
          ? { ParameterKey, ParameterValue: "7" }
          : { ParameterKey, UsePreviousValue: true },
      ),
      Capabilities: ["CAPABILITY_IAM"],
    });
    const { seen, calls } = await on.look();
    expect(calls).toEqual({ ListStacks: 3, DescribeStacks: 1, GetTemplate: 1 });
    expect(api(seen)).toMatchObject({ kind: "present", value: { parameters: { LogRetention: "7" } } });
  });

  test("what is not in a whole list is absent, and what was deleted is no longer known", async () => {
    const on = await bench("look");
    expect(kinds((await on.look([...workloads, "later"])).seen)).toMatchObject({
      "develop/later": "absent",
      "develop/worker": "present",
    });
    await person(on.shop, "DeleteStack", { StackName: "shop-develop-worker" });
    expect(kinds((await on.look()).seen)).toMatchObject({
      "develop/worker": "absent",
      "staging/worker": "present",
    });
  });

  test("a list that breaks off makes everything unreadable and nothing absent", async () => {
    const on = await bench("look");
    on.shop.world.faults.add({
      service: "cloudformation",
      action: "ListStacks",
      principal: "autoland-look",
      effect: { kind: "server-error" },
    });
    const { seen } = await on.look();
    expect(new Set(Object.values(kinds(seen)))).toEqual(new Set(["unreadable"]));
  });

  test("that may not list, stacks are looked at one by one, and it is said", async () => {
    const on = await bench("look", "cloudformation:ListStacks");
    const { seen, calls } = await on.look();
    expect(calls).toMatchObject({ DescribeStacks: 13, GetResources: 3 });
    expect(new Set(Object.values(kinds(seen)))).toEqual(new Set(["present"]));
    const [off] = seen.environments.get("develop")?.featuresOff ?? [];
    expect(off).toMatchObject({ feature: "StackListing", remedy: expect.stringContaining("ListStacks") });
    expect(off?.message).toContain("AccessDenied");
    await on.wait(60);
    // The application's own account, where the process's role may.
    expect((await on.look()).calls["ListStacks"]).toBe(1);
  });
});

describe("a stack that neither Git nor Parameter Store names", () => {
  test.each(["look", "copilot"] as const)("is found by its tags with the %s role", async (role) => {
    const on = await bench(role);
    const owner = await administratorOf(on.shop.world, shopAccount, shopRegion);
    await owner.call("ssm", "DeleteParameter", { Name: "/copilot/applications/shop/components/worker" });
    const { seen } = await on.look(["api", "daily-batch"]);
    expect(kinds(seen)).toMatchObject({ "develop/worker": "present", "production/worker": "present" });
  });

  test("is not seen without tag:GetResources, and that is said; everything else is", async () => {
    const on = await bench("copilot", "tag:GetResources");
    const { seen } = await on.look();
    expect(new Set(Object.values(kinds(seen)))).toEqual(new Set(["present"]));
    expect(seen.environments.get("develop")?.featuresOff).toMatchObject([{ feature: "StacksByTag" }]);
  });

  test("of another application or environment whose name begins alike is not taken for one", async () => {
    const on = await bench("look");
    const template = JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
    await person(on.shop, "CreateStack", {
      StackName: "shop-develop-eu-api",
      TemplateBody: template,
      Tags: tags("develop-eu"),
    });
    await person(on.shop, "CreateStack", { StackName: "shop-develop-notes", TemplateBody: template });
    const { seen } = await on.look();
    expect([...(seen.environments.get("develop")?.workloads.keys() ?? [])].toSorted()).toEqual(workloads);
  });
});
