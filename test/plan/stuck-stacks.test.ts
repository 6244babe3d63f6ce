import { describe, expect, test } from "vitest";
import type { StackTrouble } from "../../src/domain/stack-trouble.ts";
import { type StackStatus, stackStatuses } from "../../src/domain/stack-status.ts";
import { type Mending, ruleFor, stackRules, type StuckStack } from "../../src/plan/stuck-stacks.ts";
import { deployedStack, desiredStack } from "../support/stacks.ts";

const at = new Date("2026-11-20T09:00:00Z");
const allowed: Mending = { recreate: true, continueRollback: true, mayContinue: true };

function stuck(
  status: StackStatus,
  trouble: Partial<StackTrouble> = {},
  mending: Partial<Mending> = {},
  changes: { readonly terminationProtection?: boolean } = {},
): StuckStack {
  const stack = {
    ...deployedStack(desiredStack(), { status }),
    ...changes,
    trouble: { at, signs: [], wasComplete: false, kept: [], ...trouble },
  };
  return { target: { environment: "test", workload: "api" }, stack, mending: { ...allowed, ...mending } };
}

function failed(reason: string): Pick<StackTrouble, "signs"> {
  return {
    signs: [
      {
        kind: "stack-event",
        at,
        resource: ["Service"],
        type: "AWS::ECS::Service",
        status: "UPDATE_FAILED",
        reason,
      },
    ],
  };
}

describe("every status", () => {
  test.each(stackStatuses)("%s has a row for every cause", (status) => {
    for (const mending of [allowed, { recreate: false, continueRollback: false, mayContinue: false }])
      expect(ruleFor(stuck(status, {}, mending))).toBeDefined();
    expect(stackRules[status].at(-1)?.applies(stuck(status))).toBe(true);
  });

  test.each(stackStatuses)("what is told of %s names the stack and the next command", (status) => {
    for (const rule of stackRules[status]) {
      if (rule.does !== "tell") continue;
      expect(rule.reason).toMatch(/^(?:StackStuck|FailedCreate)$/);
      expect(rule.message(stuck(status))).toContain("shop-test-api");
      expect(rule.remedy(stuck(status))).toMatch(/aws cloudformation|autoland retry/);
    }
  });

  test("only a failed first creation is ever deleted, and only one that left nothing", () => {
    const deleting = stackStatuses.filter((status) =>
      stackRules[status].some(({ does }) => does === "delete"),
    );
    expect(deleting).toEqual(["ROLLBACK_COMPLETE"]);
  });
});

const gone = "Secrets Manager can't find the specified secret.";

describe("the rows", () => {
  test.each<readonly [what: string, stack: StuckStack, does: string, told: RegExp]>([
    ["a first creation that left nothing is deleted", stuck("ROLLBACK_COMPLETE"), "delete", /left nothing/],
    [
      "unless the operator does not want it",
      stuck("ROLLBACK_COMPLETE", {}, { recreate: false }),
      "tell",
      /must be deleted/,
    ],
    ["or something was kept", stuck("ROLLBACK_COMPLETE", { kept: ["Files"] }), "tell", /left Files behind/],
    [
      "or it was complete once",
      stuck("ROLLBACK_COMPLETE", { wasComplete: true }),
      "tell",
      /not certain that it never held/,
    ],
    [
      "or it is protected",
      stuck("ROLLBACK_COMPLETE", {}, {}, { terminationProtection: true }),
      "tell",
      /protected from deletion/,
    ],
    [
      "a rollback that was throttled is continued",
      stuck("UPDATE_ROLLBACK_FAILED", failed("Rate exceeded")),
      "continue",
      /passes by itself/,
    ],
    [
      "once",
      stuck("UPDATE_ROLLBACK_FAILED", { ...failed("Rate exceeded"), token: "autoland-continue-1" }),
      "tell",
      /continued once and failed again/,
    ],
    [
      "a rollback whose secret is gone waits for a person",
      stuck("UPDATE_ROLLBACK_FAILED", failed(gone)),
      "tell",
      /does not exist/,
    ],
    [
      "who says so with a retry",
      stuck("UPDATE_ROLLBACK_FAILED", failed(gone), { retriedAt: new Date(at.getTime() + 1) }),
      "continue",
      /tried again/,
    ],
    [
      "a retry from before does not count",
      stuck("UPDATE_ROLLBACK_FAILED", failed(gone), { retriedAt: new Date(at.getTime() - 1) }),
      "tell",
      /does not exist/,
    ],
    [
      "with Copilot's role it is told how to continue by hand",
      stuck("UPDATE_ROLLBACK_FAILED", failed("Rate exceeded"), { mayContinue: false }),
      "tell",
      /without roles.apply/,
    ],
  ])("%s", (_what, stack, does, told) => {
    const rule = ruleFor(stack);
    expect(rule.does).toBe(does);
    expect(rule.message(stack)).toMatch(told);
  });
});
