import { expect, test } from "vitest";
import { defaultFailurePolicy, type FailurePolicy } from "../../src/domain/failure-policy.ts";
import { situationOf } from "../../src/domain/stack-status.ts";
import { makeLoop } from "../../src/reconcile/reconcile.ts";
import { regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { ecs } from "../../src/simulator/services/ecs/ecs-state.ts";
import { setContainerBehaviour } from "../../src/simulator/services/ecs/container-behaviour.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { makeApplyRole } from "../support/apply-role.ts";
import { openAdoptedShop, type Shop, shopAccount, shopRegion } from "../support/shop.ts";

const second = 1_000;
const minute = 60 * second;
const develop = { account: "222222222222", region: shopRegion };

/** A commit that changes the API's image to one that behaves so. */
function commit({ source, world }: Shop, behaviour: string): string {
  const made = source.commit("develop", {
    "api/server.mjs": `// ${behaviour} ${world.clock.now().toISOString()}`,
  });
  const place = { account: shopAccount, region: shopRegion, repository: "shop/api" };
  pushImage(world, { ...place, tags: [made], content: made, behaviour });
  return made;
}

/** Runs the loop for so long, with a bad commit at once and a good one after `goodAt`. */
async function play(shop: Shop, failing: Partial<FailurePolicy>, goodAt: number): Promise<void> {
  const { clock } = shop.world;
  const stop = new AbortController();
  const subject = shop.subject({ staging: "look", production: "look" });
  const policy = { ...defaultFailurePolicy, ...failing };
  const environments = subject.environments.map((rule) => ({ ...rule, failing: policy }));
  const member = {
    eyes: shop.eyes,
    hands: shop.hands,
    subject: { ...subject, environments },
    intervalMilliseconds: 30 * second,
  };
  const loop = makeLoop({ members: [member], clock, random: () => 0.5, publish: async () => undefined });
  commit(shop, "exits:1");
  const later = clock.sleep(goodAt).then(() => commit(shop, "healthy"));
  const end = clock.sleep(30 * minute).then(() => stop.abort(new Error("enough")));
  await shop.world.run(Promise.all([loop.run(stop.signal), later, end]));
}

function stackOf({ world }: Shop): StackRecord {
  const { stacks, names } = world.cells.at(regionState, develop);
  const stack = stacks.get(names.get("shop-develop-api") ?? "");
  if (stack === undefined) throw new Error("no stack of the API");
  return stack;
}

/** The stack's own events since a moment: status and when, in seconds. */
function statuses(shop: Shop, since: Date): readonly { readonly status: string; readonly at: number }[] {
  const stack = stackOf(shop);
  return stack.events
    .filter(({ physicalId, timestamp }) => physicalId === stack.id && timestamp >= since)
    .map(({ status, timestamp }) => ({ status, at: (timestamp.getTime() - since.getTime()) / second }));
}

/** When a call of Autoland's about the API's stack was made and taken, in seconds. */
function calls({ world }: Shop, since: Date, action: string): readonly number[] {
  return world.log.records
    .filter(
      ({ time, via, principal }) =>
        new Date(time) >= since && via === undefined && principal.includes("autoland"),
    )
    .filter(
      (record) => record.action === action && JSON.stringify(record.input)?.includes("shop-develop-api"),
    )
    .map(({ time }) => (new Date(time).getTime() - since.getTime()) / second);
}

function firstFailure({ world }: Shop, since: Date): number {
  const stopped = [...world.cells.at(ecs, develop).tasks.values()]
    .filter(({ createdAt, stopCode }) => createdAt >= since && stopCode === "EssentialContainerExited")
    .flatMap(({ stoppedAt }) => stoppedAt ?? []);
  return Math.min(...stopped.map((at) => (at.getTime() - since.getTime()) / second));
}

test("a good commit that waits ends a bad one within 10 s of its first failure, and starts within 10 s of the stack's rest", async () => {
  const shop = await openAdoptedShop();
  const since = shop.world.clock.now();
  // Neither rule of Autoland's own nor ECS's circuit breaker would end it as soon.
  await play(shop, { tasks: 100 }, 20 * second);
  const [cancelled = Infinity] = calls(shop, since, "CancelUpdateStack");
  expect(cancelled - Math.max(20, firstFailure(shop, since))).toBeLessThanOrEqual(10);
  const rest =
    statuses(shop, since).find(({ status }) => status === "UPDATE_ROLLBACK_COMPLETE")?.at ?? Infinity;
  const next = calls(shop, since, "CreateChangeSet").find((at) => at > cancelled) ?? Infinity;
  expect(next - rest).toBeLessThanOrEqual(10);
  expect(statuses(shop, since).at(-1)?.status).toBe("UPDATE_COMPLETE");
});

test("without another commit it is ended after as many identical failures as the policy says, and not tried again", async () => {
  const shop = await openAdoptedShop();
  const since = shop.world.clock.now();
  await play(shop, { tasks: 2 }, 20 * minute);
  const [cancelled = Infinity] = calls(shop, since, "CancelUpdateStack");
  expect(cancelled).toBeLessThan(2 * minute);
  const before = calls(shop, since, "ExecuteChangeSet").filter((at) => at < (20 * minute) / second);
  expect(before.length).toBe(1);
  expect(statuses(shop, since).at(-1)?.status).toBe("UPDATE_COMPLETE");
});

test("with a role of its own the rollout is stopped before the update is cancelled", async () => {
  const shop = await openAdoptedShop();
  const since = shop.world.clock.now();
  const subject = shop.subject({ staging: "look", production: "look" });
  const roles = { apply: await makeApplyRole(shop) };
  commit(shop, "exits:1");
  await shop.sync({
    ...subject,
    environments: subject.environments.map((rule) => ({
      ...rule,
      roles,
      failing: { ...defaultFailurePolicy, tasks: 1 },
    })),
  });
  const asked = shop.world.log.records
    .filter(
      ({ time, action, via }) =>
        new Date(time) >= since && via === undefined && /^(?:Stop|Cancel)/.test(action),
    )
    .map(({ action, outcome }) => `${action} ${outcome}`);
  expect(asked).toEqual(["StopServiceDeployment ok", "CancelUpdateStack ok"]);
  expect(stackOf(shop).status).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("a first creation that fails is deleted and remembered: nothing is left, and it is not tried again", async () => {
  const shop = await openAdoptedShop();
  setContainerBehaviour(shop.world, "nginx:bad", { kind: "exits", code: 1 });
  shop.source.commit("develop", {
    "copilot/cache/manifest.yml":
      'name: cache\ntype: Backend Service\nimage: { location: "nginx:bad", port: 6379 }\ncpu: 256\nmemory: 512\ncount: 1\n',
  });
  const subject = shop.subject({ staging: "look", production: "look" });
  const environments = subject.environments.map((rule) => ({
    ...rule,
    failing: { ...defaultFailurePolicy, tasks: 2 },
  }));
  const report = await shop.sync({ ...subject, environments });
  const failure = report.outcomes.find(({ kind }) => kind === "failed");
  expect(failure).toMatchObject({ failure: { reason: "ContainerExited" } });
  expect(
    shop.world.log.records.filter(({ action, via }) => action === "DeleteStack" && via === undefined).length,
  ).toBe(1);
  expect(shop.world.cells.at(regionState, develop).names.has("shop-develop-cache")).toBe(false);
  const again = await shop.sync({ ...subject, environments });
  const held = again.plan.environments.flatMap((environment) => environment.held);
  expect(held.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
    expect.stringMatching(/^Quarantined: .*container nginx|^Quarantined: .*container cache/),
  ]);
});

test("where the operator says so nothing is ended", async () => {
  const shop = await openAdoptedShop();
  const since = shop.world.clock.now();
  await play(shop, { end: false, tasks: 1 }, 20 * second);
  expect(calls(shop, since, "CancelUpdateStack")).toEqual([]);
  expect(statuses(shop, since).at(-1)?.status).toBe("UPDATE_COMPLETE");
});

test("at no time do two operations run on one stack", async () => {
  const shop = await openAdoptedShop();
  const since = shop.world.clock.now();
  const refused: string[] = [];
  await play(shop, { tasks: 2 }, 70 * second);
  for (const { action, outcome, principal } of shop.world.log.records) {
    if (
      /^(?:ExecuteChangeSet|DeleteStack|CancelUpdateStack)$/.test(action) &&
      principal.includes("autoland") &&
      outcome !== "ok"
    )
      refused.push(`${action} ${outcome}`);
  }
  expect(refused).toEqual([]);
  const own = statuses(shop, since).map(({ status }) => status);
  for (const [index, status] of own.entries()) {
    if (status !== "UPDATE_IN_PROGRESS" || index === 0) continue;
    expect(situationOf(own[index - 1] as Parameters<typeof situationOf>[0])).toBe("ready");
  }
});
