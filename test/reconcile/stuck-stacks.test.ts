import { describe, expect, test } from "vitest";
import type { Report } from "../../src/domain/report.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { killedPass, linesOf, newProcess, passOf } from "../support/restarts.ts";
import { stepLabel } from "../support/steps.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const account = "222222222222";
const minute = 60_000;

/** Somebody of the environment's account. */
async function call({ world }: Shop, service: string, action: string, input: object): Promise<void> {
  const credentials = world.issueCredentials(rootOf(account));
  await world.run(world.call({ service, action, credentials, region: shopRegion, input }));
}

function stackNamed({ world }: Shop, name: string): StackRecord | undefined {
  const { stacks, names } = world.cells.at(regionState, { account, region: shopRegion });
  return stacks.get(names.get(name) ?? "");
}

const cache = {
  "copilot/cache/manifest.yml":
    'name: cache\ntype: Backend Service\nimage: { location: "nginx:1.29", port: 6379 }\ncpu: 256\nmemory: 512\ncount: 1\n',
};

const tags = ["application", "environment", "service"].map((key) => ({
  Key: `copilot-${key}`,
  Value: { application: "shop", environment: "develop", service: "cache" }[key],
}));

/** Copilot's CLI registers a workload before it deploys it first, and leaves the stack of that deployment when it fails. */
async function leaveFailedCreation(shop: Shop, kept: boolean): Promise<void> {
  const credentials = shop.world.issueCredentials(rootOf(shopAccount));
  const input = {
    Name: "/copilot/applications/shop/components/cache",
    Type: "String",
    Value: JSON.stringify({ app: "shop", name: "cache", type: "Backend Service" }),
  };
  const request = { service: "ssm", action: "PutParameter", credentials, region: shopRegion, input };
  await shop.world.run(shop.world.call(request));
  failResources(shop.world, {
    stackName: "shop-develop-cache",
    logicalId: "Queue",
    verb: "create",
    reason: "no",
  });
  await call(shop, "cloudformation", "CreateStack", {
    StackName: "shop-develop-cache",
    OnFailure: "ROLLBACK",
    Tags: tags,
    TemplateBody: JSON.stringify({
      Resources: {
        Files: { Type: "AWS::S3::Bucket", ...(kept ? { DeletionPolicy: "Retain" } : {}) },
        Queue: { Type: "AWS::SQS::Queue", DependsOn: "Files" },
      },
    }),
  });
  await shop.world.run(shop.world.clock.sleep(5 * minute));
  healResources(shop.world);
  expect(stackNamed(shop, "shop-develop-cache")?.status).toBe("ROLLBACK_COMPLETE");
}

/** What was done to stacks; that a workload was registered with Copilot goes before. */
function done({ outcomes }: Report): readonly string[] {
  const onStacks = outcomes.filter(({ step }) => step.kind !== "register-workload");
  return onStacks.map(({ kind, step }) => `${kind} ${stepLabel(step)}`);
}

function held({ plan }: Report): readonly string[] {
  return plan.environments.flatMap((environment) =>
    environment.held.map(({ workload, reason, remedy }) => `${workload ?? "*"} ${reason}: ${remedy ?? ""}`),
  );
}

function developOnly(shop: Shop, apply?: string): Subject {
  const subject = shop.subject({ staging: "look", production: "look" });
  return {
    ...subject,
    environments: subject.environments.map((rule) =>
      rule.environment === "develop" && apply !== undefined ? { ...rule, roles: { apply } } : rule,
    ),
  };
}

describe("a stack whose first creation failed", () => {
  test("and left nothing is deleted, and made again by the next pass", async () => {
    const shop = await openAdoptedShop();
    await leaveFailedCreation(shop, false);
    shop.source.commit("develop", cache);
    const subject = developOnly(shop);
    expect(done(await shop.sync(subject))).toEqual(["applied delete-failed-create shop-develop-cache"]);
    expect(done(await shop.sync(subject))).toEqual(["applied create-stack shop-develop-cache"]);
    expect(stackNamed(shop, "shop-develop-cache")?.status).toBe("CREATE_COMPLETE");
  });

  test("and is being deleted when the process is killed is followed by the next one, and made again", async () => {
    const shop = await openAdoptedShop();
    await leaveFailedCreation(shop, false);
    shop.source.commit("develop", cache);
    const subject = developOnly(shop);
    const since = shop.world.log.records.length;
    await killedPass(shop, subject, "DeleteStack");
    const next = newProcess(shop);
    const report = await passOf(shop, next, subject);
    expect(done(report)).toEqual(["applied delete-failed-create shop-develop-cache"]);
    expect(linesOf(next)).toEqual(["began delete-failed-create cache", "applied delete-failed-create cache"]);
    const deletions = shop.world.log.records.slice(since).filter(({ action }) => action === "DeleteStack");
    expect(deletions).toHaveLength(1);
    expect(done(await passOf(shop, next, subject))).toEqual(["applied create-stack shop-develop-cache"]);
  });

  test("and kept a bucket is left alone, and a person is told", async () => {
    const shop = await openAdoptedShop();
    await leaveFailedCreation(shop, true);
    shop.source.commit("develop", cache);
    const report = await shop.sync(developOnly(shop));
    expect(done(report)).toEqual([]);
    expect(held(report)).toEqual([expect.stringMatching(/^cache FailedCreate: .*delete-stack/)]);
    expect(stackNamed(shop, "shop-develop-cache")?.status).toBe("ROLLBACK_COMPLETE");
  });
});

/** An update by hand that fails, and whose rollback fails as well. */
async function leaveFailedRollback(shop: Shop, reason: string): Promise<void> {
  const stack = { stackName: "shop-develop-api", logicalId: "Service" };
  failResources(shop.world, { ...stack, during: "forward", reason: "no" });
  failResources(shop.world, { ...stack, during: "rollback", reason });
  shop.source.commit("develop", {
    "copilot/api/manifest.yml":
      shop.source
        .textAt(shop.source.head("develop"), "copilot/api/manifest.yml")
        ?.replace("LOG_LEVEL: debug", "LOG_LEVEL: trace") ?? "",
  });
  await shop.sync(developOnly(shop));
  expect(stackNamed(shop, "shop-develop-api")?.status).toBe("UPDATE_ROLLBACK_FAILED");
}

function continued({ world }: Shop): number {
  return world.log.records.filter(({ action }) => action === "ContinueUpdateRollback").length;
}

describe("a rollback that failed", () => {
  test("with Copilot's role is told of, with the command, and nothing is called that would be refused", async () => {
    const shop = await openAdoptedShop();
    await leaveFailedRollback(shop, "Rate exceeded");
    const report = await shop.sync(developOnly(shop));
    expect(held(report)).toEqual([expect.stringMatching(/^api StackStuck: .*continue-update-rollback/)]);
    expect(continued(shop)).toBe(0);
  });

  test("by what passes is continued once with a role that may, and the good commit goes through", async () => {
    const shop = await openAdoptedShop();
    const subject = developOnly(shop, await makeApplyRole(shop));
    await leaveFailedRollback(shop, "Rate exceeded");
    healResources(shop.world);
    expect(done(await shop.sync(subject))).toEqual(["applied continue-rollback shop-develop-api"]);
    expect(stackNamed(shop, "shop-develop-api")?.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    // The commit that failed is not tried again; another one is.
    expect(held(await shop.sync(subject))).toEqual([expect.stringMatching(/^api Quarantined/)]);
  });

  test("that is being continued when the process is killed is followed by the next one", async () => {
    const shop = await openAdoptedShop();
    const subject = developOnly(shop, await makeApplyRole(shop));
    await leaveFailedRollback(shop, "Rate exceeded");
    healResources(shop.world);
    await killedPass(shop, subject, "ContinueUpdateRollback");
    expect(stackNamed(shop, "shop-develop-api")?.status).toBe("UPDATE_ROLLBACK_IN_PROGRESS");
    const next = newProcess(shop);
    const report = await passOf(shop, next, subject);
    expect(done(report)).toEqual(["applied continue-rollback shop-develop-api"]);
    expect(linesOf(next)).toEqual(["began continue-rollback api", "applied continue-rollback api"]);
    expect(continued(shop)).toBe(1);
    expect(held(await passOf(shop, next, subject))).toEqual([expect.stringMatching(/^api Quarantined/)]);
  });

  test("that fails again is not continued a second time", async () => {
    const shop = await openAdoptedShop();
    const subject = developOnly(shop, await makeApplyRole(shop));
    await leaveFailedRollback(shop, "Rate exceeded");
    expect(done(await shop.sync(subject))).toEqual(["failed continue-rollback shop-develop-api"]);
    expect(held(await shop.sync(subject))).toEqual([
      expect.stringMatching(/^api StackStuck: .*autoland retry/),
    ]);
    expect(continued(shop)).toBe(1);
  });

  test("by something that must be mended waits for a person's retry", async () => {
    const shop = await openAdoptedShop();
    const subject = developOnly(shop, await makeApplyRole(shop));
    await leaveFailedRollback(shop, "Secrets Manager can't find the specified secret.");
    healResources(shop.world);
    expect(held(await shop.sync(subject))).toEqual([
      expect.stringMatching(/^api StackStuck: .*autoland retry/),
    ]);
    expect(continued(shop)).toBe(0);
    const retry = {
      kind: "retry",
      environment: "develop",
      workload: "api",
      at: shop.world.clock.now(),
    } as const;
    await shop.world.run(shop.hands.records.record("shop", retry));
    expect(done(await shop.sync(subject))).toContain("applied continue-rollback shop-develop-api");
  });
});
