import { expect, test } from "vitest";
import { commitSha } from "../../src/domain/revision.ts";
import { resolveRevisions } from "../../src/reconcile/resolve-revisions.ts";

const a = commitSha("a".repeat(40));
const b = commitSha("b".repeat(40));
const rules = [
  { pattern: "develop", matches: (branch: string) => branch === "develop", environments: ["develop"] },
  {
    pattern: "release/*",
    matches: (branch: string) => branch.startsWith("release/"),
    environments: ["staging", "production"],
  },
];

test("each environment takes the head of the branch that feeds it", () => {
  const found = resolveRevisions(
    "acme/shop",
    rules,
    new Map([
      ["develop", a],
      ["release/1", b],
      ["other", a],
    ]),
  );
  const at = (branch: string, commit: typeof a): object => ({
    kind: "at",
    revision: { repository: "acme/shop", branch, commit },
  });
  expect(Object.fromEntries(found)).toEqual({
    develop: at("develop", a),
    staging: at("release/1", b),
    production: at("release/1", b),
  });
});

test("a branch that is gone is a state of its own, never an empty wish", () => {
  expect(resolveRevisions("acme/shop", rules, new Map()).get("develop")).toEqual({
    kind: "no-branch",
    pattern: "develop",
  });
});

test("a glob that matches two branches is ambiguous", () => {
  const found = resolveRevisions(
    "acme/shop",
    rules,
    new Map([
      ["release/2", a],
      ["release/1", b],
    ]),
  );
  expect(found.get("staging")).toEqual({
    kind: "ambiguous",
    pattern: "release/*",
    branches: ["release/1", "release/2"],
  });
});
