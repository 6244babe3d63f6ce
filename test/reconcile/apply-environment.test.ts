import pino from "pino";
import { expect, test } from "vitest";
import type { StackChange, StackOperationEnd, StackWriter } from "../../src/domain/cloud.ts";
import { defaultFailurePolicy } from "../../src/domain/failure-policy.ts";
import type { EnvironmentPlan, StackStep, Step } from "../../src/domain/plan.ts";
import { stackName } from "../../src/domain/stack.ts";
import { nameInEnvironment } from "../../src/domain/target.ts";
import { createStep } from "../../src/plan/step.ts";
import { applyEnvironment } from "../../src/reconcile/apply-environment.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import type { StepContext } from "../../src/reconcile/hands.ts";
import { planWith } from "../report/situations.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { desiredStack } from "../support/stacks.ts";

/** A step whose stack is named for its target, so that the fake can tell which one it is asked about. */
function step(workload: string | undefined, dependsOn: readonly string[] = []): StackStep {
  const target = { environment: "test", ...(workload === undefined ? {} : { workload }), dependsOn };
  const desired = desiredStack();
  const name = stackName(nameInEnvironment(target));
  return createStep(target, { ...desired, id: { ...desired.id, name } }, "it does not exist");
}

/** The step that refreshes the functions of the environment's own stack. */
const refresh: StackStep = { ...step(undefined), kind: "refresh-functions" };

/** What came of the steps, as words, and the order in which stacks began and ended to change. */
async function play(
  steps: readonly Step[],
  failing: readonly string[],
): Promise<{ readonly ends: readonly string[]; readonly order: readonly string[] }> {
  const order: string[] = [];
  const note = (word: string) => async (change: StackChange) => {
    order.push(`${word} ${change.stack.id.name}`);
  };
  const writer: StackWriter = {
    redeploy: async () => "started",
    heal: async () => "nothing-to-do",
    upload: note("begin"),
    prepare: async () => ({ kind: "executed" }),
    readProcessed: async () => [],
    execute: async () => undefined,
    sweep: async () => ({ kind: "gone" }),
    discard: async () => undefined,
    follow: async (change): Promise<StackOperationEnd> => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      await note("end")(change);
      const { id } = change.stack;
      return failing.includes(id.name)
        ? { kind: "failed", status: "UPDATE_ROLLBACK_COMPLETE", stack: id, signs: [] }
        : { kind: "done", status: "UPDATE_COMPLETE" };
    },
    newestOperation: async () => undefined,
    end: async () => ({ kind: "not-needed", status: "gone" }),
    mend: async () => "gone",
  };
  const hands = {
    tell: () => undefined,
    stalled: new Map(),
    operations: makeOperations(),
    writer,
    clock: { now: () => new Date("2026-11-20T09:00:00Z"), sleep: async () => undefined },
    log: pino({ level: "silent" }),
    records: new MemoryRecords(),
    remover: { remove: async () => ({ kind: "gone" as const }) },
    registry: { register: async () => "unchanged" as const, forget: async () => "unchanged" as const },
  };
  const context: StepContext = {
    application: "shop",
    record: {
      application: "shop",
      name: "test",
      account: "111111111111",
      region: "eu-west-1",
      managerRoleArn: "",
      executionRoleArn: "",
    },
    roles: {},
    failing: defaultFailurePolicy,
    isOvertaken: async () => false,
    retriedAt: () => "",
    isContinued: false,
    policyOn: () => undefined,
    isNewest: () => true,
    openChangeSets: [],
    failedUpdates: [],
    healings: [],
  };
  const [plan] = planWith({ steps }).environments as readonly [EnvironmentPlan];
  const outcomes = await applyEnvironment(hands, context, plan, new AbortController().signal);
  const ends = outcomes.map(
    (outcome) =>
      `${nameInEnvironment(outcome.step)} ${outcome.kind === "skipped" ? `${outcome.reason}: ${outcome.because}` : outcome.kind}`,
  );
  return { ends, order };
}

test("no workload begins to change before the environment's own steps have ended", async () => {
  const { ends, order } = await play([refresh, step("api"), step("worker")], []);
  expect(ends).toEqual(["test applied", "api applied", "worker applied"]);
  expect(order.slice(0, 2)).toEqual(["begin test", "end test"]);
  expect(order).toHaveLength(6);
});

test("after a change of the environment itself its workloads wait until they are planned against it", async () => {
  const { ends, order } = await play([refresh, step(undefined), step("api")], []);
  expect(ends).toEqual([
    "test applied",
    "test applied",
    "api EnvironmentChanged: test has just changed, and its workloads are planned again against it",
  ]);
  expect(order).toEqual(["begin test", "end test", "begin test", "end test"]);
});

test("when the environment's own step fails, all workloads are left as they are, and that is said", async () => {
  const { ends, order } = await play([step(undefined), step("api"), step("worker", ["api"])], ["test"]);
  expect(ends).toEqual([
    "test failed",
    "api DependencyFailed: test comes first and did not end well",
    "worker DependencyFailed: test comes first and did not end well",
  ]);
  expect(order).toEqual(["begin test", "end test"]);
});

test("a workload that fails holds up those that depend on it and nobody else", async () => {
  const { ends } = await play([step("api"), step("batch"), step("worker", ["api"])], ["api"]);
  expect(ends).toEqual([
    "api failed",
    "batch applied",
    "worker DependencyFailed: api comes first and did not end well",
  ]);
});
