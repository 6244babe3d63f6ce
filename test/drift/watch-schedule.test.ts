import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stackName } from "../../src/domain/stack.ts";
import { fullBudget, refusedCall, takeCall } from "../../src/drift/watch/call-budget.ts";
import { readingsOf, nextReading, type StackToWatch } from "../../src/drift/watch/readings.ts";

const rate = { perMinute: 60, burst: 5 };

/** When calls may be made that are asked for at these instants, in order. */
function turns(asked: readonly number[], budget = fullBudget(rate, 0)): readonly number[] {
  let left = budget;
  return asked.map((now) => {
    const taken = takeCall(left, now);
    left = taken.budget;
    return now + taken.waitMilliseconds;
  });
}

describe("a budget of calls", () => {
  test("lets a burst through at once, and the rest one a second", () => {
    expect(turns(Array.from({ length: 8 }, () => 0))).toEqual([0, 0, 0, 0, 0, 1000, 2000, 3000]);
  });

  test("never lets more through in any minute than the burst and a minute's rate, whenever calls are asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 }), (gaps) => {
        let now = 0;
        const asked = gaps.map((gap) => (now += gap));
        const made = turns(asked).toSorted((a, b) => a - b);
        for (const [index, start] of made.entries()) {
          const inMinute = made.slice(index).filter((at) => at < start + 60_000).length;
          expect(inMinute).toBeLessThanOrEqual(rate.perMinute + rate.burst);
        }
      }),
    );
  });

  test("goes at half its rate after a refusal, once a pause is over, and at its own again after two good minutes", () => {
    const slowed = refusedCall(fullBudget(rate, 0), 0);
    const [first = 0, second = 0] = turns([0, 0], slowed);
    expect(first).toBeGreaterThanOrEqual(5000);
    expect(second - first).toBe(2000);
    const [later = 0, next = 0] = turns(
      [600_000, 600_000, 600_000, 600_000, 600_000, 600_000, 600_000],
      slowed,
    ).slice(-2);
    expect(next - later).toBe(1000);
  });

  test("becomes no slower than an eighth, however often it is refused", () => {
    let budget = fullBudget(rate, 0);
    for (let times = 0; times < 20; times += 1) budget = refusedCall(budget, 0);
    expect(budget.slowness).toBe(8);
  });
});

function stackOf(environment: number, workload: number, changes: Partial<StackToWatch> = {}): StackToWatch {
  return {
    stack: { account: "1", region: "eu-west-1", name: stackName(`shop-e${environment}-w${workload}`) },
    principal: "role",
    cluster: `shop/e${environment}`,
    isScaled: false,
    hasSecrets: false,
    ...changes,
  };
}

describe("readings", () => {
  test("read ten services of one cluster together, never those of two, and never as two roles", () => {
    const stacks = [
      ...Array.from({ length: 12 }, (_, index) => stackOf(1, index)),
      stackOf(2, 0),
      stackOf(2, 1, { principal: "another" }),
    ];
    const sizes = readingsOf(stacks).map((reading) => reading.stacks.length);
    expect(sizes).toEqual([10, 2, 1, 1]);
  });

  test("read what scales services, and secrets, only where there is any", () => {
    const stacks = [stackOf(1, 0), stackOf(1, 1, { isScaled: true }), stackOf(2, 2, { hasSecrets: true })];
    const kinds = readingsOf(stacks).map(({ kind, stacks: own }) => `${kind} ${own.length}`);
    expect(kinds).toEqual(["services 2", "services 1", "scaling 1", "secrets 1"]);
  });

  test("are the same in whatever order the stacks come", () => {
    const stacks = Array.from({ length: 30 }, (_, index) =>
      stackOf(index % 3, index, { hasSecrets: index % 2 === 0 }),
    );
    expect(readingsOf(stacks.toReversed())).toEqual(readingsOf(stacks));
  });
});

describe("which reading is next", () => {
  const readings = ["a", "b", "c"].map((key) => ({ key }));

  test.each<[string, Readonly<Record<string, number>>, Readonly<Record<string, number>>, number, unknown]>([
    ["one that never ran, before all others", { a: 0, c: 5 }, {}, 100, { kind: "run", key: "b" }],
    ["the one that has waited longest", { a: 30, b: 20, c: 40 }, {}, 100, { kind: "run", key: "b" }],
    ["none before its interval is over", { a: 90, b: 80, c: 95 }, {}, 100, { kind: "wait", until: 130 }],
    [
      "another, while one that was refused is left alone",
      { a: 10, b: 20, c: 30 },
      { a: 500 },
      100,
      { kind: "run", key: "b" },
    ],
  ])("is %s", (_name, begun, notBefore, now, expected) => {
    const times = { begun: new Map(Object.entries(begun)), notBefore: new Map(Object.entries(notBefore)) };
    expect(nextReading(readings, times, 50, now)).toEqual(expected);
  });

  test("leaves none out: where time is too short for all they go round", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 10, max: 500 }), (number, each) => {
        const many = Array.from({ length: number }, (_, index) => ({ key: String(index) }));
        const begun = new Map<string, number>();
        let now = 0;
        const order: string[] = [];
        while (order.length < number * 3) {
          const next = nextReading(many, { begun, notBefore: new Map() }, 50, now);
          if (next.kind === "wait") {
            now = next.until;
            continue;
          }
          begun.set(next.key, now);
          order.push(next.key);
          now += each;
        }
        for (const { key } of many) expect(order.filter((one) => one === key)).toHaveLength(3);
      }),
    );
  });
});
