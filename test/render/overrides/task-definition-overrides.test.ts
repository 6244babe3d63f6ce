import { expect, test } from "vitest";
import type { Json } from "../../../src/domain/template.ts";
import {
  applyPathRules,
  overrideTaskDefinition,
} from "../../../src/render/overrides/task-definition-overrides.ts";

const properties: Json = {
  Family: "f",
  ContainerDefinitions: [{ Name: "main", Files: { "Fn::If": ["A", [1, 2], { Ref: "AWS::NoValue" }] } }],
};
const template: Json = { Resources: { TaskDefinition: { Type: "T", Properties: properties } } };

function overridden(path: string, value: Json): Json {
  const result = overrideTaskDefinition(template, [{ path, value }]);
  if (result.kind === "refused") throw new Error(result.fault.message);
  return (result.document as { Resources: { TaskDefinition: { Properties: Json } } }).Resources.TaskDefinition
    .Properties;
}

test.each<[string, string, Json, Json]>([
  ["a key that is there", "Family", "g", { Family: "g" }],
  ["a key that is not there", "Cpu", 512, { Cpu: 512 }],
  ["a map that is made on the way", "A.B.C", 1, { A: { B: { C: 1 } } }],
  ["a list that is made on the way", "Volumes[-].Name", "v", { Volumes: [{ Name: "v" }] }],
  ["a list that is appended to", "ContainerDefinitions[-].Name", "two", {}],
])("%s is set", (_situation, path, value, part) => {
  expect(overridden(path, value)).toMatchObject({ ...(part as object) });
});

test("an item of a list is replaced or changed, and others stay", () => {
  expect(overridden("ContainerDefinitions[0].Name", "x")).toMatchObject({
    ContainerDefinitions: [{ Name: "x", Files: expect.anything() }],
  });
  expect(overridden("ContainerDefinitions[0]", "x")).toMatchObject({ ContainerDefinitions: ["x"] });
});

test("an index leads through an intrinsic into its list, as it does for a short tag", () => {
  expect(overridden("ContainerDefinitions[0].Files[0]", "B")).toMatchObject({
    ContainerDefinitions: [{ Files: { "Fn::If": ["B", [1, 2], expect.anything()] } }],
  });
});

test("several rules apply in order", () => {
  const result = applyPathRules({}, [
    { path: "a[-].b", value: 1 },
    { path: "a[-]", value: 2 },
    { path: "a[0].c", value: 3 },
  ]);
  expect(result).toEqual({ kind: "applied", document: { a: [{ b: 1, c: 3 }, 2] } });
});

test.each([
  ["an empty path", "", "empty-path"],
  ["a segment with a blank", "a b", "invalid-path-segment"],
  ["an index of an index", "a[0][1]", "invalid-path-segment"],
  ["an empty segment", "a..b", "invalid-path-segment"],
  ["an index beyond the list", "list[5]", "index-out-of-bounds"],
  ["an index of a list that is not there", "nothing[0]", "list-does-not-exist"],
  ["an index of what is no list", "map[0]", "not-a-container"],
  ["a key below what is no map", "list.key", "not-a-container"],
])("%s is refused", (_situation, path, code) => {
  const result = applyPathRules({ list: [1], map: { a: 1 } }, [{ path, value: 1 }]);
  expect(result).toMatchObject({ kind: "refused", fault: { code, index: 0 } });
});

test("an empty template has nothing to override, and no rules need nothing", () => {
  expect(applyPathRules(null, [{ path: "a", value: 1 }])).toMatchObject({
    fault: { code: "empty-template" },
  });
  expect(applyPathRules(null, [])).toEqual({ kind: "applied", document: null });
});

test("a wrong path in a later rule keeps the earlier ones from being applied", () => {
  const before = { a: 1 };
  expect(
    applyPathRules(before, [
      { path: "a", value: 2 },
      { path: "", value: 1 },
    ]),
  ).toMatchObject({ kind: "refused", fault: { index: 1 } });
  expect(before).toEqual({ a: 1 });
});
