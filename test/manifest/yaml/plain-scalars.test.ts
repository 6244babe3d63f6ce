import { expect, test } from "vitest";
import { oldBoolean, resolvePlain } from "../../../src/manifest/yaml/plain-scalars.ts";

test.each([
  ["", { kind: "null" }],
  ["~", { kind: "null" }],
  ["null", { kind: "null" }],
  ["nUll", { kind: "text" }],
  ["true", { kind: "boolean", value: true }],
  ["FALSE", { kind: "boolean", value: false }],
  ["yes", { kind: "text" }],
  ["0", { kind: "number", value: 0, whole: true }],
  ["-12", { kind: "number", value: -12, whole: true }],
  ["+7", { kind: "number", value: 7, whole: true }],
  ["1_000", { kind: "number", value: 1000, whole: true }],
  ["0777", { kind: "number", value: 511, whole: true }],
  ["0o17", { kind: "number", value: 15, whole: true }],
  ["0x1F", { kind: "number", value: 31, whole: true }],
  ["0b101", { kind: "number", value: 5, whole: true }],
  ["08", { kind: "number", value: 8, whole: false }],
  ["1.10", { kind: "number", value: 1.1, whole: false }],
  [".5", { kind: "number", value: 0.5, whole: false }],
  ["1e3", { kind: "number", value: 1000, whole: false }],
  ["-.inf", { kind: "number", value: -Infinity, whole: false }],
  ["1.2.3", { kind: "text" }],
  ["10s", { kind: "text" }],
  ["2024-01-31", { kind: "text" }],
  ["-", { kind: "text" }],
  ["0x", { kind: "text" }],
])("the plain scalar %j resolves as in Copilot's reader", (text, expected) => {
  expect(resolvePlain(text)).toEqual(expected);
});

test.each([
  ["on", true],
  ["Y", true],
  ["No", false],
  ["OFF", false],
  ["oN", undefined],
  ["true", undefined],
])("the older boolean %j is %j", (text, expected) => {
  expect(oldBoolean(text)).toBe(expected);
});
