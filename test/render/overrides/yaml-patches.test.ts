import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/domain/template.ts";
import { applyYamlPatches } from "../../../src/render/overrides/apply-yaml-patches.ts";
import { readYamlPatches } from "../../../src/render/overrides/yaml-patches.ts";
import { pointerOf, valueAt } from "../../../src/template/json-pointer.ts";

const document: Json = {
  Resources: {
    Task: { Properties: { Containers: [{ Name: "a" }, { Name: "b" }], "we/ird~": 1 } },
    Service: { Properties: { Files: { "Fn::If": ["HasFile", [{ Type: "s3" }], { Ref: "AWS::NoValue" }] } } },
  },
};

/** Applies the text of a patch file; a fault stands for itself. */
function patched(text: string, before: Json = document): unknown {
  const reading = readYamlPatches(text);
  if (reading.kind === "refused") return reading.fault;
  const result = applyYamlPatches(before, reading.patches);
  return result.kind === "applied" ? result.document : result.fault;
}

test.each([
  ["a key that is added", "add", "/a/new", "x", { a: { b: [1, 2], new: "x" } }],
  ["a key that is added once more", "add", "/a/b", "x", { a: { b: "x" } }],
  ["an item before another", "add", "/a/b/1", "x", { a: { b: [1, "x", 2] } }],
  ["an item at the place behind the last", "add", "/a/b/2", "x", { a: { b: [1, 2, "x"] } }],
  ["an item at the end", "add", "/a/b/-", "x", { a: { b: [1, 2, "x"] } }],
  ["an item that is replaced", "replace", "/a/b/0", "x", { a: { b: ["x", 2] } }],
  ["a document that is replaced", "replace", "", "x", "x"],
])("%s", (_situation, op, path, value, after) => {
  expect(patched(JSON.stringify([{ op, path, value }]), { a: { b: [1, 2] } })).toEqual(after);
});

test("patches are applied one after the other, and tags in their values become long form", () => {
  const text = `
- { op: remove, path: /a/b/0 }
- { op: add, path: /a/c, value: !GetAtt Queue.Arn }
- { op: replace, path: /a/b/0, value: null }
`;
  expect(patched(text, { a: { b: [1, 2] } })).toEqual({
    a: { b: [null], c: { "Fn::GetAtt": ["Queue", "Arn"] } },
  });
});

test("an empty file, and one with nothing but comments, change nothing", () => {
  expect(patched("", document)).toEqual(document);
  expect(patched("# nothing yet\n", document)).toEqual(document);
});

test("a removed document is empty", () => {
  expect(patched("- { op: remove, path: '' }")).toBeNull();
});

test.each([
  ["through a short tag as Copilot writes it", "/Resources/Service/Properties/Files/1/0/Type"],
  ["through the long form as the template has it", "/Resources/Service/Properties/Files/Fn::If/1/0/Type"],
])("a path leads %s", (_how, path) => {
  expect(
    valueAt(
      patched(JSON.stringify([{ op: "replace", path, value: "x" }])) as Json,
      "/Resources/Service/Properties/Files/Fn::If/1/0/Type",
    ),
  ).toBe("x");
});

test.each([
  ["a file that is no list", "op: add", "invalid-patch-document", undefined, undefined],
  ["a file that cannot be read", "- [", "invalid-patch-document", undefined, undefined],
  ["an item that is no map", "- add", "invalid-patch-document", 0, undefined],
  ["a path that is no text", "- { op: remove, path: [a] }", "invalid-patch-document", 0, undefined],
  [
    "an operation of RFC 6902 that is not supported",
    "- { op: move, path: /a }",
    "unsupported-operation",
    0,
    undefined,
  ],
  ["no operation", "- { path: /a }", "unsupported-operation", 0, undefined],
  ["an addition of nothing", "- { op: add, path: /a }", "value-required", 0, undefined],
  ["a replacement by nothing", "- { op: replace, path: /Resources }", "value-required", 0, undefined],
  [
    "a key that is not there",
    "- { op: remove, path: /Resources/Tusk }",
    "path-not-found",
    0,
    "/Resources/Tusk",
  ],
  [
    "a key on the way that is not there",
    "- { op: add, path: /Resources/Tusk/Properties/A, value: 1 }",
    "path-not-found",
    0,
    "/Resources/Tusk",
  ],
  [
    "an index beyond the list",
    "- { op: replace, path: /Resources/Task/Properties/Containers/2, value: 1 }",
    "index-out-of-bounds",
    0,
    "/Resources/Task/Properties/Containers/2",
  ],
  [
    "an index before the list",
    "- { op: remove, path: /Resources/Task/Properties/Containers/-1 }",
    "index-out-of-bounds",
    0,
    "/Resources/Task/Properties/Containers/-1",
  ],
  [
    "a dash where nothing is added",
    "- { op: remove, path: /Resources/Task/Properties/Containers/- }",
    "invalid-sequence-index",
    0,
    "/Resources/Task/Properties/Containers/-",
  ],
  [
    "a step below a single value",
    "- { op: add, path: /Resources/Task/Properties/we~1ird~0/x, value: 1 }",
    "not-a-container",
    0,
    "/Resources/Task/Properties/we~1ird~0",
  ],
  [
    "the second patch",
    "- { op: remove, path: /Resources/Task }\n- { op: remove, path: /Resources/Task }",
    "path-not-found",
    1,
    "/Resources/Task",
  ],
])("%s is refused with its place", (_situation, text, code, index, path) => {
  const fault = patched(text);
  expect(fault).toMatchObject({ code });
  expect(fault).toEqual(expect.objectContaining({ message: expect.stringMatching(/\S/) }));
  expect((fault as { index?: number }).index).toBe(index);
  expect((fault as { path?: string }).path).toBe(path);
});

test("what was added is found at its path, and removing it gives the document back", () => {
  const keys = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(keys, fc.jsonValue(), (steps, value) => {
      fc.pre(
        steps.every((step) => !["__proto__", "Ref", "Condition"].includes(step) && !step.startsWith("Fn::")),
      );
      const [last = "", ...rest] = steps.toReversed();
      const before = rest.reduce<Json>((inner, step) => ({ [step]: inner, other: 1 }), {
        other: 2,
        [`${last}!`]: 0,
      });
      fc.pre(last !== "other" && rest.every((step) => step !== "other"));
      const path = pointerOf(steps);
      const added = applyYamlPatches(before, [{ op: "add", path, value: value as Json }]);
      if (added.kind === "refused") throw new Error(added.fault.message);
      expect(valueAt(added.document, path)).toEqual(value);
      expect(applyYamlPatches(added.document, [{ op: "remove", path }])).toEqual({
        kind: "applied",
        document: before,
      });
    }),
  );
});
