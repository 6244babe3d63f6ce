import { expect, test } from "vitest";
import { readTemplate } from "../../src/template/read-template.ts";
import { readYaml } from "../../src/template/read-yaml.ts";

test.each([
  ["a short Ref", "!Ref A", { Ref: "A" }],
  ["a short Condition", "!Condition A", { Condition: "A" }],
  ["a short GetAtt with a dotted attribute", "!GetAtt A.B.C", { "Fn::GetAtt": ["A", "B.C"] }],
  ["a short GetAtt as a list", "!GetAtt [A, B]", { "Fn::GetAtt": ["A", "B"] }],
  ["a long GetAtt as text", "Fn::GetAtt: A.B", { "Fn::GetAtt": ["A", "B"] }],
  ["a scalar below a tag is text", "!Sub 12", { "Fn::Sub": "12" }],
  [
    "a list below a tag keeps its numbers",
    "!Select [0, !GetAZs '']",
    { "Fn::Select": [0, { "Fn::GetAZs": "" }] },
  ],
  ["a tag on a map", "!Transform {Name: X}", { "Fn::Transform": { Name: "X" } }],
  ["words that only YAML 1.1 takes for booleans", "[on, yes, n]", ["on", "yes", "n"]],
  ["dates", "[2010-09-09, 2012-10-17]", ["2010-09-09", "2012-10-17"]],
  ["numbers", "[1, -2, 1.50, 1e3, 0x1F, 0]", [1, -2, 1.5, 1000, 31, 0]],
  [
    "whole numbers that a number would not keep",
    "[000123456789, 9007199254740993]",
    ["000123456789", "9007199254740993"],
  ],
  ["quoted numbers and booleans", `["1", 'true', !!str 5]`, ["1", "true", "5"]],
  ["numbers as keys", "{200: a, 1.10: b}", { "200": "a", "1.10": "b" }],
  ["an alias", "{a: &x [1], b: *x}", { a: [1], b: [1] }],
  ["an anchor that is named again", "[&x 1, *x, &x 2, *x]", [1, 1, 2, 2]],
  [
    "a merge key below its own keys",
    "{a: &x {k: 1, l: 2}, b: {<<: *x, k: 3}}",
    { a: { k: 1, l: 2 }, b: { k: 3, l: 2 } },
  ],
  ["nothing", "", null],
  ["JSON", `{"a": [1, "x\\u00e9", null]}`, { a: [1, "xé", null] }],
])("%s", (_situation, text, value) => {
  expect(readYaml(text)).toEqual({ kind: "read", value });
});

test.each([
  ["a key that stands twice", "a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1],
  ["a key that is once text and once a number", "b: {1: x, '1': y}", "duplicate-key", 1, 11],
  ["a broken flow", "a: [1, 2", "syntax", 1, 9],
  ["two documents", "a: 1\n---\nb: 2\n", "syntax", 2, 1],
  ["a key that is a list", "? [a]\n: 1\n", "key-not-text", 1, 3],
  ["an alias without an anchor", "a: *x\n", "unknown-alias", 1, 4],
  ["an alias to what it stands in", "a: &x\n  - *x\n", "too-deep", 2, 3],
  ["more levels than anyone writes", "[".repeat(150) + "]".repeat(150), "too-deep", 1, 102],
  ["levels that would exhaust the stack", "[".repeat(100_000), "too-deep", 1, 1],
  ["lists on one line that would exhaust the memory", "- ".repeat(100_000), "too-deep", 1, 1],
  ["maps on one line that would exhaust the memory", `a:\n  ${"? ".repeat(100_000)}`, "too-deep", 1, 1],
  [
    "as many levels as indentation can make",
    Array.from({ length: 1_400 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
    "too-deep",
    1,
    1,
  ],
  ["a text beyond the limit of CloudFormation", "x".repeat(1_048_577), "too-large", 1, 1],
])("%s is a located fault", (_situation, text, code, line, column) => {
  expect(readYaml(text)).toMatchObject({ kind: "unreadable", fault: { code, line, column } });
});

test("aliases that multiply a million times are refused in no time", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 9; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  expect(readYaml(lines.join("\n"))).toMatchObject({ kind: "unreadable", fault: { code: "too-large" } });
});

test.each([
  ["a list", "[]", "a template is a map"],
  ["a template without resources", "Parameters: {}", "Resources is missing"],
  ["a section of the wrong shape", "Resources: {}\nOutputs: []", "Outputs is not a map"],
  ["a resource without a type", "Resources: {A: {Properties: {}}}", "Resources.A is not a map with a Type"],
])("%s is not a template", (_situation, text, message) => {
  const reading = readTemplate(text);
  expect(reading).toMatchObject({ kind: "unreadable", fault: { code: "not-a-template" } });
  expect(reading.kind === "unreadable" && reading.fault.message).toContain(message);
});
