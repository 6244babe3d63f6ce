import { expect, test } from "vitest";
import { type AtSize, figuresAt, growthFaults, growthTable } from "./growth-table.ts";

function at(targets: number, cpu: number, calls: number, peak: number): AtSize {
  return { targets, kinds: { "idle pass": { cpu, calls, peak } } };
}

test.each([
  ["calls that grow as the targets do", at(1_000, 3, 96, 170), at(10_000, 30, 960, 300), []],
  ["what grows less, for a part of it is always there", at(100, 0.3, 14, 145), at(1_000, 2.7, 96, 170), []],
  ["calls for each pair of targets", at(100, 0.3, 100, 145), at(1_000, 3, 10_000, 170), ["AWS calls"]],
  ["a fifth more calls than targets", at(1_000, 3, 96, 170), at(10_000, 30, 1_152, 300), ["AWS calls"]],
  ["half as much processor time again", at(1_000, 3, 96, 170), at(10_000, 45, 960, 300), ["CPU s"]],
  [
    "processor time of a machine that was busy in between",
    at(1_000, 3, 96, 170),
    at(10_000, 38, 960, 300),
    [],
  ],
  ["memory by the square", at(100, 0.3, 14, 10), at(1_000, 3, 96, 1_000), ["peak MiB"]],
])("%s", (_, small, large, faulty) => {
  expect(growthFaults([small, large]).map((fault) => fault.replace(/^.*: (.*) grow .*$/, "$1"))).toEqual(
    faulty,
  );
});

test("a fault says what grew, by how much, and how much would be right", () => {
  expect(growthFaults([at(100, 0.3, 14, 145), at(1_000, 3, 300, 170)])).toEqual([
    "idle pass: AWS calls grow from 14 to 300 between 100 and 1000 targets, 21.4 times; at most 11 times is linear",
  ]);
});

test("the table has the sizes side by side and the growth between them", () => {
  expect(growthTable([at(100, 0.3, 14, 145), at(1_000, 3, 96, 170)]).split("\n")).toEqual([
    "                      100     ×  1000",
    "idle pass, CPU s      0.3  10.0     3",
    "idle pass, AWS calls   14   6.9    96",
    "idle pass, peak MiB   145   1.2   170",
  ]);
});

test("figures are kept by kind, size and unit", () => {
  expect(figuresAt(at(100, 0.3, 14, 145))).toEqual({
    "idle pass of 100 targets, CPU s": 0.3,
    "idle pass of 100 targets, AWS calls": 14,
    "idle pass of 100 targets, peak MiB": 145,
  });
});
