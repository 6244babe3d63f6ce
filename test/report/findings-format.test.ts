import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import { findingsIn } from "../../src/report/findings-format.ts";

const error: Finding = {
  code: "out-of-range",
  severity: "error",
  place: { file: "copilot/my api/manifest.yml", line: 4, column: 7 },
  field: "storage.ephemeral",
  message: "ephemeral is 10; Fargate gives 20 to 200 GiB.",
  value: "10",
};
const warning: Finding = {
  code: "unknown-key",
  severity: "warning",
  place: { file: "copilot/api/manifest.yml", line: 1, column: 1 },
  field: "",
  message: "100% odd:\nreally",
  remedy: "Take it out.",
};

test("as text each finding begins with a place that editors make a link of", () => {
  expect(findingsIn("text", [error, warning])).toBe(
    [
      "copilot/my api/manifest.yml:4:7: error storage.ephemeral: ephemeral is 10; Fargate gives 20 to 200 GiB. [out-of-range]",
      "    10",
      "copilot/api/manifest.yml:1:1: warning 100% odd:\nreally [unknown-key]",
      "    → Take it out.",
      "",
    ].join("\n"),
  );
});

test("as JSON findings are counted and carry everything", () => {
  expect(JSON.parse(findingsIn("json", [error, warning]))).toEqual({
    schemaVersion: 1,
    kind: "findings",
    errors: 1,
    warnings: 1,
    findings: [error, warning],
  });
});

test("for GitHub signs that would end a value are escaped", () => {
  expect(findingsIn("github", [error, warning])).toBe(
    [
      "::error file=copilot/my api/manifest.yml,line=4,col=7,title=storage.ephemeral%3A out-of-range::ephemeral is 10; Fargate gives 20 to 200 GiB.",
      "::warning file=copilot/api/manifest.yml,line=1,col=1,title=unknown-key::100%25 odd:%0Areally%0ATake it out.",
      "",
    ].join("\n"),
  );
});

describe("as SARIF", () => {
  test("each result names its rule and its place", () => {
    const log: unknown = JSON.parse(findingsIn("sarif", [error, warning]));
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "Autoland", rules: [{ id: "out-of-range" }, { id: "unknown-key" }] } },
          results: [
            {
              ruleId: "out-of-range",
              ruleIndex: 0,
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "copilot/my%20api/manifest.yml" },
                    region: { startLine: 4, startColumn: 7 },
                  },
                  logicalLocations: [{ fullyQualifiedName: "storage.ephemeral" }],
                },
              ],
            },
            {
              ruleId: "unknown-key",
              ruleIndex: 1,
              level: "warning",
              message: { text: "100% odd:\nreally Take it out." },
            },
          ],
        },
      ],
    });
  });

  test("a finding keeps its fingerprint when its line moves", () => {
    const moved: Finding = { ...error, place: { ...error.place, line: 40 } };
    expect(fingerprint(moved)).toBe(fingerprint(error));
    expect(fingerprint({ ...error, field: "count" })).not.toBe(fingerprint(error));
  });

  test("no findings are an empty run, which clears what was shown before", () => {
    expect(JSON.parse(findingsIn("sarif", []))).toMatchObject({ runs: [{ results: [] }] });
  });
});

function fingerprint(finding: Finding): unknown {
  const text = findingsIn("sarif", [finding]);
  return /"autolandFinding\/v1": "([0-9a-f]+)"/.exec(text)?.[1];
}
