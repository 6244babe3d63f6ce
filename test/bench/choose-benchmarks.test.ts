import { expect, test } from "vitest";
import { type BenchmarkChoice, chooseBenchmarks } from "./benchmarks.ts";

test.each<[string, BenchmarkChoice, readonly string[]]>([
  [
    "without a name all that take seconds",
    { record: false },
    [
      "manifests",
      "templates",
      "cold-render",
      "plan",
      "idle-pass-20",
      "idle-pass-200",
      "simulator",
      "live-watch-100",
    ],
  ],
  ["one that takes minutes by its name", { only: "growth", record: false }, ["growth"]],
  ["one that keeps no figures by its name", { only: "memory", record: false }, ["memory"]],
  ["all sizes of one", { only: "idle-pass", record: false }, ["idle-pass-20", "idle-pass-200"]],
  ["one in another size", { only: "idle-pass", targets: "1000", record: false }, ["idle-pass-1000"]],
  ["none by a name that there is not", { only: "speed", record: false }, []],
])("%s", (_, choice, names) => {
  expect(chooseBenchmarks(choice).map(({ name }) => name)).toEqual(names);
});

test("all of them to record a release", () => {
  expect(chooseBenchmarks({ record: true }).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["manifests", "growth", "latency"]),
  );
});
