import { expect, test } from "vitest";
import { printDrift } from "../../src/cli/drift-command.ts";
import { countDrift, type DriftReport, type LayerState } from "../../src/domain/drift.ts";
import { plain } from "../../src/report/paint.ts";

const inSync: LayerState = { kind: "in-sync" };
const unread: LayerState = {
  kind: "not-checked",
  reason: "AccessDenied",
  message: "no, Request ID: 0a1b2c3d4e5f",
};
const drifted: LayerState = {
  kind: "drifted",
  findings: [
    {
      environment: "test",
      workload: "api",
      layer: "live",
      subject: { kind: "resource", logicalId: "LogGroup", type: "AWS::Logs::LogGroup" },
      departure: "changed",
      path: "/RetentionInDays",
      expected: "30",
      actual: "<b>`1`</b>",
    },
  ],
};

function print(
  layers: Partial<DriftReport["targets"][number]["layers"]>,
  format: "text" | "json" | "markdown" | "html",
): { readonly code: number; readonly text: string } {
  const target = {
    environment: "test",
    workload: "api",
    layers: { git: inSync, template: inSync, live: inSync, ...layers },
    ignored: [],
  };
  const report = { application: "shop", targets: [target], expiredRules: [], counts: countDrift([target]) };
  let text = "";
  const out = (part: string): void => void (text += part);
  const code = printDrift({ out, err: out, paint: plain, json: false }, [report], format);
  return { code, text };
}

test.each([
  ["in sync", {}, 0],
  ["drifted", { live: drifted }, 3],
  ["Git could not be compared", { git: unread }, 3],
  ["what is live could not be compared, which is named and alone changes no code", { live: unread }, 0],
] as const)("%s", (_name, layers, code) => {
  expect(print(layers, "text").code).toBe(code);
});

test("what could not be read is counted apart, without the request's id", () => {
  const { text } = print({ live: unread }, "text");
  expect(text).toContain("0 drifted, 0 in sync, 1 not checked.");
  expect(text).not.toContain("0a1b2c3d4e5f");
});

test("texts of others end neither Markdown's code nor HTML's", () => {
  expect(print({ live: drifted }, "html").text).toContain("&lt;b&gt;`1`&lt;/b&gt;");
  expect(print({ live: drifted }, "html").text).not.toContain("<script");
  expect(print({ live: drifted }, "markdown").text).toContain(
    "`` LogGroup (AWS::Logs::LogGroup) /RetentionInDays is <b>`1`</b>",
  );
});
