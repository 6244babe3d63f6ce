import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/domain/template.ts";
import { canonicalJson } from "../../src/template/canonical-json.ts";
import { compareTemplates } from "../../src/template/compare-templates.ts";
import { digestOf } from "../../src/template/digest.ts";
import { kitFreeTexts, neverCountsAlone } from "../../src/template/ignore-rules.ts";
import { valueAt, withoutPath, withValue } from "../../src/template/json-pointer.ts";

const json = fc
  .jsonValue()
  .filter((value) => !JSON.stringify(value).includes("__proto__")) as fc.Arbitrary<Json>;

test("a template equals itself with the keys of its maps in any order", () => {
  fc.assert(
    fc.property(json, (value) => {
      const turned = reversed(value);
      expect(compareTemplates(value, turned, { ignore: [] })).toEqual([]);
      expect(digestOf(turned)).toBe(digestOf(value));
    }),
  );
});

test("no difference is found exactly when the canonical texts are the same", () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const same = canonicalJson(one) === canonicalJson(other);
      expect(compareTemplates(one, other, { ignore: [] }).length === 0).toBe(same);
    }),
  );
});

test("putting the wanted value at each difference of equal lists and maps makes the two equal", () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      let mended = one;
      for (const difference of compareTemplates(one, other, { ignore: [] })) {
        mended =
          difference.kind === "removed"
            ? withoutPath(mended, difference.path)
            : withValue(mended, difference.path, difference.to);
      }
      expect(canonicalJson(mended)).toBe(canonicalJson(other));
    }),
  );
});

const resources = (resource: Json): Json => ({ Resources: { "a/b": resource } });

test.each([
  ["a key on one side", { a: 1 }, {}, [{ kind: "removed", path: "/a", from: 1 }]],
  ["a key on the other side", {}, { "a~/b": 1 }, [{ kind: "added", path: "/a~0~1b", to: 1 }]],
  ["a value", { a: [1] }, { a: [2] }, [{ kind: "changed", path: "/a/0", from: 1, to: 2 }]],
  [
    "the spelling of a number",
    { a: 70 },
    { a: "70" },
    [{ kind: "type-only", path: "/a", from: 70, to: "70" }],
  ],
  [
    "the spelling of a boolean",
    { a: "true" },
    { a: true },
    [{ kind: "type-only", path: "/a", from: "true", to: true }],
  ],
  ["lists of two lengths", [1], [1, 2], [{ kind: "changed", path: "", from: [1], to: [1, 2] }]],
])("%s is reported at its place", (_situation, from, to, differences) => {
  expect(compareTemplates(from, to, { ignore: kitFreeTexts })).toEqual(differences);
});

test.each([
  ["the description", { Description: "a" }, { Description: "b" }],
  ["the manifest", { Metadata: { Manifest: "a", Version: 1 } }, { Metadata: { Version: 1 } }],
  ["a parameter's description", { Parameters: { A: { Description: "a" } } }, { Parameters: { A: {} } }],
  [
    "a metadata block of nothing but a description",
    resources({ Type: "A", Metadata: { "aws:copilot:description": "x" } }),
    resources({ Type: "A" }),
  ],
  [
    "an ingress rule's description",
    resources({
      Type: "AWS::EC2::SecurityGroup",
      Properties: { SecurityGroupIngress: [{ Description: "a" }] },
    }),
    resources({ Type: "AWS::EC2::SecurityGroup", Properties: { SecurityGroupIngress: [{}] } }),
  ],
  [
    "the comment and layout of a state machine's definition",
    resources({
      Type: "AWS::StepFunctions::StateMachine",
      Properties: { DefinitionString: '{"Comment":"a","X":1}' },
    }),
    resources({ Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString: '{ "X": 1 }' } }),
  ],
])("%s is a free text", (_situation, from, to) => {
  expect(compareTemplates(from, to, { ignore: kitFreeTexts })).toEqual([]);
  expect(compareTemplates(from, to, { ignore: neverCountsAlone })).toEqual([]);
});

test.each([
  ["a group description", "AWS::EC2::SecurityGroup", "GroupDescription"],
  ["the description of another type", "AWS::IAM::ManagedPolicy", "Description"],
])("%s counts", (_situation, Type, key) => {
  const [from, to] = [resources({ Type, Properties: { [key]: "a" } }), resources({ Type, Properties: {} })];
  expect(compareTemplates(from, to, { ignore: kitFreeTexts })).toHaveLength(1);
  expect(compareTemplates(from, to, { ignore: neverCountsAlone })).toHaveLength(1);
});

test("a version counts for the kit and never counts alone for a deployment", () => {
  const [from, to] = [{ Metadata: { Version: "a" } }, { Metadata: { Version: "b" } }];
  expect(compareTemplates(from, to, { ignore: kitFreeTexts })).toHaveLength(1);
  expect(compareTemplates(from, to, { ignore: neverCountsAlone })).toEqual([]);
});

test("a pointer finds keys with slashes and tildes, list places, and nothing inherited", () => {
  const document = { "a/b": { "~": [10, { c: null }] } };
  expect(valueAt(document, "/a~1b/~0/1/c")).toBeNull();
  expect(valueAt(document, "/a~1b/~0/01")).toBeUndefined();
  expect(valueAt(document, "/constructor")).toBeUndefined();
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]): [string, Json] => [key, reversed(item)]),
  );
}
