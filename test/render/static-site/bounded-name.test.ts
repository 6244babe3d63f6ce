import * as fc from "fast-check";
import { expect, test } from "vitest";
import { boundedName } from "../../../src/render/static-site/bounded-name.ts";

test("a name of 58 characters stays, one of 59 is cut and hashed", () => {
  expect(boundedName("a".repeat(58))).toBe("a".repeat(58));
  // sha256 of 59 times "a" begins with 111bb2.
  expect(boundedName("a".repeat(59))).toBe(`${"a".repeat(58)}111bb2`);
});

test("no name is longer than CloudFront allows", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,120}$/), (name) => {
      expect(boundedName(name).length).toBeLessThanOrEqual(64);
    }),
  );
});

test("long names that only differ at their ends stay apart", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{60}$/), fc.stringMatching(/^[a-z]{1,9}$/), (name, end) => {
      expect(boundedName(name + end)).not.toBe(boundedName(name));
    }),
  );
});
