import { expect, test } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { applyWaivers } from "../../../src/manifest/lint/waivers.ts";

const finding: Finding = {
  code: "slow-health-check",
  severity: "warning",
  place: { file: "copilot/api/manifest.yml", line: 3, column: 1 },
  field: "http.healthcheck",
  message: "slow",
};

test.each([
  ["its code", { code: "slow-health-check" }, true],
  ["its code and file", { code: "slow-health-check", file: "copilot/api/manifest.yml" }, true],
  ["its field", { code: "slow-health-check", field: "http.healthcheck" }, true],
  ["a field above", { code: "slow-health-check", field: "http" }, true],
  ["another code", { code: "slow-draining" }, false],
  ["another file", { code: "slow-health-check", file: "copilot/web/manifest.yml" }, false],
  ["a field that only begins alike", { code: "slow-health-check", field: "ht" }, false],
])("a waiver that names %s", (_what, waiver, fits) => {
  const result = applyWaivers([finding], [{ ...waiver, reason: "known" }]);
  expect(result.waived.map(({ reason }) => reason)).toEqual(fits ? ["known"] : []);
  expect(result.shown).toEqual(fits ? [] : [finding]);
  expect(result.unused).toHaveLength(fits ? 0 : 1);
});

test("an error cannot be waived", () => {
  const error: Finding = { ...finding, severity: "error" };
  expect(applyWaivers([error], [{ code: error.code, reason: "no" }]).shown).toEqual([error]);
});
