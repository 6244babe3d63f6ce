import { expect, test } from "vitest";
import { makeLastOf } from "../../src/domain/last-of.ts";

test("what was worked out from the same is answered again, and only the last time is remembered", () => {
  const lastOf = makeLastOf<object, number>();
  const [key, other, own] = [{}, {}, {}];
  let worked = 0;
  const ask = (about: object, ...from: readonly unknown[]): number =>
    lastOf(about, from, () => (worked += 1));
  expect([ask(key, "a", own), ask(key, "a", own)]).toEqual([1, 1]);
  expect(ask(key, "a", {})).toBe(2);
  expect(ask(key, "a", own)).toBe(3);
  expect(ask(key, "a")).toBe(4);
  expect(ask(other, "a")).toBe(5);
  expect(ask(key, "a")).toBe(4);
});
