import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  afterAnswer,
  afterThrottle,
  type Bucket,
  fullBucket,
  refill,
  take,
  waitFor,
} from "../../src/aws/budget/bucket.ts";
import { makeBudgets } from "../../src/aws/budget/budgets.ts";
import { limitOf } from "../../src/aws/budget/limits.ts";
import { pickNext } from "../../src/aws/budget/pick-next.ts";
import type { Purpose } from "../../src/domain/errand.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";

const limit = { burst: 5, rate: 2, least: 0.5, most: 4 };
const place = { account: "111111111111", region: "eu-west-1", service: "cloudformation" };
const what = { ...place, operation: "GetTemplate" };

describe("a bucket", () => {
  test("however requests come and are answered, no more leave in any time than its burst and its highest rate", () => {
    const moves = fc.array(
      fc.record({ pause: fc.integer({ min: 0, max: 3_000 }), throttled: fc.boolean() }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(moves, (all) => {
        let bucket: Bucket = fullBucket(limit, 0);
        let now = 0;
        const sent: number[] = [];
        for (const { pause, throttled } of all) {
          now += pause;
          bucket = refill(bucket, limit, now);
          if (waitFor(bucket) > 0) continue;
          bucket = take(bucket);
          sent.push(now);
          bucket = throttled ? afterThrottle(bucket, limit, now) : afterAnswer(bucket, limit);
          expect(bucket.rate).toBeGreaterThanOrEqual(limit.least);
          expect(bucket.rate).toBeLessThanOrEqual(limit.most);
        }
        for (const [index, start] of sent.entries())
          for (const [later, end] of sent.entries()) {
            if (later < index) continue;
            const count = later - index + 1;
            expect(count).toBeLessThanOrEqual(limit.burst + (limit.most * (end - start)) / 1000 + 1);
          }
      }),
    );
  });

  test("refusals that come together halve the rate once", () => {
    const once = afterThrottle(fullBucket(limit, 0), limit, 1_000);
    expect(afterThrottle(once, limit, 1_500).rate).toBe(1);
    expect(afterThrottle(once, limit, 2_500).rate).toBe(0.5);
  });
});

function one(purpose: Purpose, application: string) {
  return { errand: { purpose, application } };
}

describe("who goes next", () => {
  test("what deploys goes before what looks, before drift, before the page", () => {
    const waiting = [one("page", "a"), one("drift", "a"), one("look", "a"), one("deploy", "a")];
    expect(pickNext(waiting, new Map(), 0)?.errand.purpose).toBe("deploy");
  });

  test("of two applications the one that was served longer ago", () => {
    const waiting = [one("look", "a"), one("look", "a"), one("look", "b")];
    expect(
      pickNext(
        waiting,
        new Map([
          ["a", 4],
          ["b", 3],
        ]),
        5,
      )?.errand.application,
    ).toBe("b");
  });

  test("one of ten tokens goes to who has waited longest", () => {
    const waiting = [one("page", "a"), one("deploy", "b")];
    expect(pickNext(waiting, new Map(), 9)?.errand.purpose).toBe("page");
  });
});

describe("budgets", () => {
  test("an application with a thousand requests does not make another's one wait for them", async () => {
    const { clock, run } = worldOf();
    const budgets = makeBudgets(clock);
    const ends: string[] = [];
    const ask = (application: string): Promise<void> =>
      budgets.spend(what, { application, purpose: "look" }).then(() => void ends.push(application));
    const all = [...Array.from({ length: 1_000 }, () => ask("large")), ask("small")];
    await run(Promise.all(all));
    const { burst } = limitOf("cloudformation", "GetTemplate").limit;
    expect(ends.indexOf("small")).toBeLessThan(burst + 12);
  });

  test("regions, accounts and APIs have budgets of their own", async () => {
    const { clock } = worldOf();
    const budgets = makeBudgets(clock);
    budgets.learn(what, true);
    expect(budgets.rateOf(what)).toBe(5);
    for (const other of [
      { ...what, region: "us-east-1" },
      { ...what, account: "222222222222" },
      { ...what, service: "ssm" },
    ])
      expect(budgets.rateOf(other)).toBe(limitOf(other.service, other.operation).limit.rate);
  });

  test("whoever is told to stop waits no longer, and takes no token", async () => {
    const { clock, run } = worldOf();
    const budgets = makeBudgets(clock);
    const { burst } = limitOf("cloudformation", "GetTemplate").limit;
    for (let index = 0; index < burst; index += 1) await budgets.spend(what, {});
    const stop = new AbortController();
    const stopped = budgets.spend(what, {}, stop.signal);
    const next = budgets.spend(what, {});
    stop.abort(new Error("stopped"));
    await expect(stopped).rejects.toThrow("stopped");
    expect(await run(next)).toBe(100);
  });
});

function worldOf() {
  const world = makeSimulatedAws({ seed: "budgets" });
  return { clock: world.clock, run: <T>(work: Promise<T>): Promise<T> => world.run(work) };
}
