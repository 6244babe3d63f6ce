import * as fc from "fast-check";
import { expect, test } from "vitest";
import { branchMatcher, faultOfBranchPattern } from "../../src/config/branch-pattern.ts";

test.each([
  ["develop", "develop", true],
  ["develop", "Develop", false],
  ["constructor*", "constructor2", true],
  ["develop", "develop2", false],
  ["release/*", "release/1.2", true],
  ["release/*", "release/1/2", false],
  ["release/*", "release/", true],
  ["release/*", "prerelease/1", false],
  ["release/**", "release/1/2", true],
  ["**", "a/b/c", true],
  ["v?", "v1", true],
  ["v?", "v12", false],
  ["v?", "v/", false],
  ["1.*", "1x2", false],
  ["a+b(c)$", "a+b(c)$", true],
  ["a+b*", "aab", false],
])("the pattern %s and the branch %s: %s", (pattern, branch, fits) => {
  expect(branchMatcher(pattern)(branch)).toBe(fits);
});

test.each([
  "",
  "a b",
  "a..b",
  "a~1",
  "/a",
  "a/",
  "-a",
  "a.lock",
  "refs/heads/a",
  "[ab]",
  "{a,b}",
  "a:b",
  "a\\b",
  "x".repeat(251),
])("%j cannot be a branch or a glob of branches", (pattern) => {
  expect(faultOfBranchPattern(pattern)).toBeTypeOf("string");
});

test("a name without signs of a glob matches itself and nothing else", () => {
  const name = fc.stringMatching(/^[a-z0-9._+()$^|/-]{1,20}$/);
  fc.assert(
    fc.property(name, name, (pattern, branch) => {
      expect(branchMatcher(pattern)(branch)).toBe(pattern === branch);
      expect(branchMatcher(`${pattern}**`)(`${pattern}${branch}`)).toBe(true);
    }),
  );
});
