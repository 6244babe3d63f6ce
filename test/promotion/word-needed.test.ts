import { describe, expect, test } from "vitest";
import type { EnvironmentPlan, HealStep, Mode, StackStep, Step } from "../../src/domain/plan.ts";
import type { Impact } from "../../src/domain/step-effects.ts";
import { dangerousChanges, noRules } from "../../src/domain/promotion.ts";
import { nothingRecorded, type RecordedState } from "../../src/domain/records.ts";
import { stepsToApprove, wordNeeded } from "../../src/domain/word-needed.ts";
import { approvalsOf } from "../../src/promotion/approvals.ts";
import { decide } from "../../src/promotion/decide.ts";
import { planText } from "../../src/report/plan-text.ts";
import { environmentForms } from "../../src/server/views/act-page.ts";
import { planWith, stepFor } from "../report/situations.ts";

const now = new Date("2026-03-01T12:00:00Z");
const created = stepFor("api") as StackStep;
const { stack } = created;
const frame = { environment: "test", workload: "api", because: ["so"], dependsOn: [] };

function changing(impact: Partial<Impact>, more: Partial<StackStep> = {}): StackStep {
  return { ...created, kind: "update-stack", impact: { ...created.impact, ...impact }, ...more };
}

/** Every sort of step that a plan can have, and why each waits for a person where the mode is apply and every class of change is asked about. */
const steps: readonly (readonly [string, Step, string | undefined])[] = [
  ["a new stack", changing({}, { kind: "create-stack" }), undefined],
  ["an update", changing({}), undefined],
  ["functions made anew", changing({}, { kind: "refresh-functions" }), undefined],
  [
    "an update that a rule of the policy asks about",
    changing({}, { asks: [{ code: "transform" } as never] }),
    "policy",
  ],
  [
    "an update that gives permissions",
    changing({ widens: [{ kind: "permission", resource: "Role", what: "allows more" }] }),
    "danger",
  ],
  [
    "an update that opens the network",
    changing({ widens: [{ kind: "network", resource: "Group", what: "lets in" }] }),
    "danger",
  ],
  ["an update that replaces", changing({ replaces: ["Table"] }), "danger"],
  ["an update that removes", changing({ removes: ["Queue"] }), "danger"],
  [
    "new tasks that a person asked for",
    { ...frame, kind: "redeploy", digest: "1".repeat(64), workload: "api", stack, requestedAt: now },
    undefined,
  ],
  ["settings put back", healing("no"), undefined],
  ["settings put back where a person is asked", healing("always"), "healing"],
  ["settings put back that somebody goes on changing", healing("changed-again"), "healing"],
  ["a registration", registering("register-workload"), undefined],
  ["an adoption", registering("adopt-workload"), undefined],
  [
    "a deleted stack",
    {
      ...frame,
      kind: "delete-stack",
      digest: "4".repeat(64),
      stack,
      arn: "arn",
      lastChanged: now.toISOString(),
      removes: ["Table"],
      losesData: [],
      empties: [],
      stopsTasks: false,
    },
    "deletion",
  ],
  [
    "a forgotten workload",
    { ...frame, kind: "forget-workload", digest: "5".repeat(64), registeredIn: { name: "shop" } as never },
    "deletion",
  ],
  ["a failed first creation cleared away", mending("delete-failed-create"), undefined],
  ["a rollback that goes on", mending("continue-rollback"), undefined],
];

function healing(asksPerson: HealStep["asksPerson"]): Step {
  const lastChanged = now.toISOString();
  return { ...frame, kind: "heal", digest: "2".repeat(64), stack, lastChanged, fixes: [], asksPerson };
}

function registering(kind: "register-workload" | "adopt-workload"): Step {
  const digest = "3".repeat(64);
  return { ...frame, kind, digest, component: {} as never, registeredIn: {} as never };
}

function mending(kind: "delete-failed-create" | "continue-rollback"): Step {
  return { ...frame, kind, digest: "6".repeat(64), stack, arn: "arn", token: "token" };
}

function planned(step: Step, mode: Mode): EnvironmentPlan {
  const plan = planWith({ steps: [step], mode, approvalFor: dangerousChanges }).environments[0];
  if (plan === undefined) throw new Error("no environment was planned");
  return plan;
}

function obstacles(plan: EnvironmentPlan, records: RecordedState): readonly string[] {
  const situation = {
    application: "shop",
    plan,
    rules: { ...noRules, approvalFor: dangerousChanges },
    records,
    now,
    forerunner: undefined,
    identities: [],
    authors: undefined,
    preSteps: undefined,
  };
  return decide(situation).flatMap((decision) => decision.obstacles.map(({ reason }) => reason));
}

describe.each(["apply", "approve"] as const)("in the mode %s", (mode) => {
  test.each(steps)("%s is held for a person exactly where one can say yes", async (_, step, asked) => {
    const plan = planned(step, mode);
    const word = wordNeeded(step, plan)?.kind;
    const other = mode === "approve" && step.kind !== "redeploy" ? "mode" : asked;
    expect(word).toBe(mode === "approve" && (asked === undefined || asked === "danger") ? other : asked);
    const waits = word !== undefined;
    expect(obstacles(plan, nothingRecorded).length > 0).toBe(waits);
    expect(planText({ ...planWith(), environments: [plan] }).includes("autoland approve test")).toBe(waits);
    const forms = await environmentForms("shop", plan);
    expect(/Approve\s+1 step/.test(forms)).toBe(waits);
    const given = { at: now, until: new Date(now.getTime() + 3_600_000), classes: [] };
    const approvals = approvalsOf({ ...plan, steps: stepsToApprove(plan) }, given);
    expect(obstacles(plan, { ...nothingRecorded, approvals })).toEqual([]);
  });
});

test("where Autoland only looks, nobody is asked for anything", () => {
  for (const [, step] of steps) {
    const plan = planned(step, "look");
    expect(stepsToApprove(plan)).toEqual([]);
    expect(obstacles(plan, nothingRecorded)).toEqual(["LookOnly"]);
  }
});
