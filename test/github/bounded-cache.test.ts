import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedCache } from "../../src/github/bounded-cache.ts";

test("whatever is put in, the kept weight never exceeds the capacity, and what is found is what was put in last", () => {
  const put = fc.record({ key: fc.integer({ min: 0, max: 5 }), value: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(fc.array(put, { maxLength: 40 }), (puts) => {
      const cache = new BoundedCache<number, number>(10, (value) => value);
      const last = new Map<number, number>();
      for (const { key, value } of puts) {
        cache.set(key, value);
        last.set(key, value);
        const kept = [...last].filter(([each]) => cache.get(each) !== undefined);
        expect(kept.reduce((sum, [, weight]) => sum + weight, 0)).toBeLessThanOrEqual(10);
        for (const [each, expected] of kept) expect(cache.get(each)).toBe(expected);
        expect(cache.get(key)).toBe(value > 10 ? undefined : value);
      }
    }),
  );
});

test("what was asked for in the longest time goes first", () => {
  const cache = new BoundedCache<string, number>(2, () => 1);
  cache.set("a", 1);
  cache.set("b", 2);
  cache.get("a");
  cache.set("c", 3);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([1, undefined, 3]);
});
