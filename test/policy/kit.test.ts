import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { defaultPolicy } from "../../src/domain/policy.ts";
import { judge } from "../../src/policy/judge.ts";
import { defaultKit, discoverCases } from "../conformance/kit.ts";
import { judgedCase } from "./kit-case.ts";

const cases = existsSync(defaultKit) ? discoverCases(defaultKit) : [];
const context = {
  settings: defaultPolicy,
  otherApplications: ["bank"],
  otherEnvironments: ["staging", "prod-eu"],
};

describe.skipIf(cases.length === 0)("what Copilot itself makes passes every rule", () => {
  test.each(cases.map((each) => [each.file.id, each] as const))("%s", (_id, kitCase) => {
    const judged = judgedCase(kitCase);
    const stopping = judged === undefined ? [] : judge(judged, context, "2026-11-27").stopping;
    expect(stopping.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
