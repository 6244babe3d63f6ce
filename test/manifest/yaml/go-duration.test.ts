import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGoDuration } from "../../../src/manifest/yaml/go-duration.ts";

test.each([
  ["0", 0],
  ["10s", 10_000],
  ["1m30s", 90_000],
  ["1h", 3_600_000],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["2.s", 2_000],
  ["500ms", 500],
  ["250us", 0.25],
  ["250µs", 0.25],
  ["1ns", 0.000_001],
  ["-30s", -30_000],
  ["+5s", 5_000],
  ["1s1s", 2_000],
])("%s is %d milliseconds", (text, expected) => {
  expect(parseGoDuration(text)).toBeCloseTo(expected, 9);
});

test.each(["", "10", "s", "5d", "1 m", "1m ", "--1s", "1,5s", "1e3s", "300000000h", "ten seconds", "-", "."])(
  "%j is no duration",
  (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  },
);

test("a duration in parts is the sum of its parts", () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(59), fc.nat(59), (h, m, s) => {
      expect(parseGoDuration(`${h}h${m}m${s}s`)).toBe(((h * 60 + m) * 60 + s) * 1000);
    }),
  );
});
