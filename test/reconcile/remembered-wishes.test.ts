import { expect, test } from "vitest";
import { look } from "../../src/reconcile/look.ts";
import { makeRememberedWishes } from "../../src/reconcile/remembered-wishes.ts";
import { makeRecent } from "../../src/domain/recent.ts";
import { planJson } from "../../src/report/plan-json.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { openAdoptedShop, type Shop, shopAccount } from "../support/shop.ts";
import { marked } from "../support/promotion.ts";

const { signal } = new AbortController();

test("what nothing has changed since is not worked out again, and what is said is the same", async () => {
  const shop = await openAdoptedShop();
  const subject = await withLookRoles(shop);
  const eyes = { ...shop.eyes, wishes: makeRememberedWishes() };
  const seen = async () => shop.world.run(look(eyes, subject, signal));
  // What was read is packed away, and is the same object only from when it is first unpacked.
  await seen();
  const [first, second] = [await seen(), await seen()];
  for (const environment of ["develop", "staging", "production"])
    expect(desiredIn(second, environment)).toBe(desiredIn(first, environment));
  expect(planJson(second.plan)).toEqual(planJson((await afresh(shop, subject)).plan));

  shop.source.commit("develop", marked("api", "m1"));
  const third = await seen();
  expect(desiredIn(third, "develop")).not.toBe(desiredIn(second, "develop"));
  expect(desiredIn(third, "staging")).toBe(desiredIn(second, "staging"));
  expect(planJson(third.plan)).toEqual(planJson((await afresh(shop, subject)).plan));
  expect(third.plan.environments.map(({ steps }) => steps.length)).toEqual([1, 0, 0]);

  await shop.settle(subject);
  const last = await seen();
  expect(last.plan.environments.map(({ steps }) => steps.length)).toEqual([0, 0, 0]);
  expect(planJson(last.plan)).toEqual(planJson((await afresh(shop, subject)).plan));
});

test("the value that was not used for the longest time goes first", () => {
  const recent = makeRecent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  expect(recent.get("a")).toBe(1);
  recent.set("c", 3);
  expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([1, undefined, 3]);
});

function desiredIn(seen: Awaited<ReturnType<typeof look>>, environment: string): unknown {
  const wish = seen.wishes.get(environment);
  return wish?.kind === "desired" ? wish.desired : expect.fail(`${environment} is held`);
}

function afresh({ world, eyes }: Shop, subject: Subject): ReturnType<typeof look> {
  const { wishes: _remembered, ...others } = eyes;
  return world.run(look(others, subject, signal));
}

/** Stacks are only looked at again when they have changed. */
async function withLookRoles(shop: Shop): Promise<Subject> {
  const [develop, other] = ["222222222222", "333333333333"] as const;
  const roleIn = await deployLookRoles(
    shop.world,
    [develop, other],
    `arn:aws:iam::${shopAccount}:user/admin`,
  );
  const subject = shop.subject();
  return {
    ...subject,
    environments: subject.environments.map((rule) => ({
      ...rule,
      roles: { look: roleIn(rule.environment === "develop" ? develop : other) },
    })),
  };
}
