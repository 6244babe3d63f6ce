import { expect, test } from "vitest";
import type { Plan } from "../../src/domain/plan.ts";
import { planJson, statusJson } from "../../src/report/plan-json.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { planText } from "../../src/report/plan-text.ts";
import { reportText } from "../../src/report/report-text.ts";
import { statusText } from "../../src/report/status-text.ts";

const off = {
  feature: "StackListing",
  message: "stacks of develop are looked at one by one: ListStacks is not allowed",
  remedy: "Allow cloudformation:ListStacks to the look role.",
} as const;

const plan: Plan = {
  application: "shop",
  environments: [
    {
      environment: "develop",
      mode: "look",
      steps: [],
      held: [],
      inSync: [],
      warnings: [],
      digest: "",
      featuresOff: [off],
    },
  ],
  inconsistencies: [],
  digest: "",
};
const report = { plan, outcomes: [], reasons: [], health: [] };

test.each([
  ["the text of a plan", planText(plan)],
  ["the Markdown of a plan", planMarkdown(plan)],
  ["the text of a status", statusText(report)],
  ["the text of a report", reportText(report)],
])("%s names what a role does not allow, and what to do", (_name, text) => {
  expect(text).toContain(`∅ without StackListing: ${off.message}`);
  expect(text).toContain(off.remedy);
});

test.each([
  ["a plan", planJson(plan)],
  ["a status", statusJson(report)],
])("the JSON of %s has it under the environment", (_name, json) => {
  expect(json).toMatchObject({ environments: [{ environment: "develop", featuresOff: [off] }] });
});
