import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/domain/plan.ts";
import type { StepOutcome } from "../../src/domain/report.ts";
import { type ExitCode, planExitCode, reportExitCode, worstExitCode } from "../../src/report/exit-code.ts";
import { heldBack, planWith, reportWith, stepFor } from "./situations.ts";

const step = stepFor("api");
const withoutCommit = ((): Plan => {
  const plan = planWith();
  return { ...plan, environments: plan.environments.map(({ revision: _none, ...rest }) => rest) };
})();
const failed: StepOutcome = {
  kind: "failed",
  step,
  failure: { disposition: "stall", reason: "StackOperationFailed", message: "it crashed" },
};
const skipped: StepOutcome = { kind: "skipped", step, reason: "LookOnly", because: "the mode is look" };

describe("a plan ends with", () => {
  test.each<[string, Plan, ExitCode]>([
    ["0 when all is as Git asks", planWith({ inSync: ["api"] }), 0],
    ["3 when something is to be done", planWith({ steps: [step] }), 3],
    ["3 when something is held", planWith({ held: [heldBack("Quarantined", "api")] }), 3],
    ["3 when there is no commit to be at", withoutCommit, 3],
    [
      "0 when only something that Git no longer mentions stays",
      planWith({ held: [heldBack("NotInGit", "old")] }),
      0,
    ],
  ])("%s", (_name, plan, expected) => {
    expect(planExitCode(plan)).toBe(expected);
  });
});

describe("a sync ends with", () => {
  test.each<[string, readonly StepOutcome[], Partial<Parameters<typeof planWith>[0]>, ExitCode]>([
    ["0 when everything was applied", [{ kind: "applied", step }], {}, 0],
    ["0 when CloudFormation found nothing to change", [{ kind: "nothing-to-do", step }], {}, 0],
    ["1 when a step failed, whatever else was left undone", [skipped, failed], {}, 1],
    ["3 when a step was left undone", [{ kind: "applied", step }, skipped], {}, 3],
    ["3 when something is held", [], { held: [heldBack("StackBusy", "api")] }, 3],
    ["0 when a stack is only told of", [], { held: [heldBack("NotInGit", "old")] }, 0],
  ])("%s", (_name, outcomes, changes, expected) => {
    expect(reportExitCode(reportWith(planWith(changes), outcomes))).toBe(expected);
  });
});

test.each<[readonly ExitCode[], ExitCode]>([
  [[], 0],
  [[0, 0], 0],
  [[0, 3], 3],
  [[3, 1], 1],
  [[1, 2, 3], 2],
])("of %j the worst is %i", (codes, expected) => {
  expect(worstExitCode(codes)).toBe(expected);
});
