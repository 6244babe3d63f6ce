import { expect, test } from "vitest";
import { criticalPath, makespan, type StackRun } from "./apply-times.ts";

function run(stack: string, begun: number, ended: number, ...after: string[]): StackRun {
  return { stack, begun, ended, after };
}

test.each([
  ["nothing", [], 0],
  ["one stack", [run("a", 5, 15)], 10],
  ["stacks side by side", [run("a", 0, 10), run("b", 0, 30)], 30],
  ["a chain, waiting left out", [run("a", 0, 10), run("b", 20, 50, "a")], 40],
  ["two ways to one stack", [run("a", 0, 10), run("b", 0, 30), run("c", 40, 45, "a", "b")], 35],
  ["a forerunner that is not changed", [run("b", 0, 30, "a")], 30],
  ["stacks that wait for each other", [run("a", 0, 10, "b"), run("b", 0, 30, "a")], 40],
])("the critical path of %s", (_, runs, length) => {
  expect(criticalPath(runs)).toBe(length);
});

test("the makespan counts from the beginning to the last end", () => {
  expect(makespan(5, [run("a", 10, 20), run("b", 10, 50)])).toBe(45);
});
