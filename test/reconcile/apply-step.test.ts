import pino from "pino";
import { expect, test } from "vitest";
import type { StackOperationEnd, StackWriter } from "../../src/domain/cloud.ts";
import { defaultFailurePolicy } from "../../src/domain/failure-policy.ts";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { Step } from "../../src/domain/plan.ts";
import type { NewRecord } from "../../src/domain/records.ts";
import type { StepOutcome } from "../../src/domain/report.ts";
import { applyStep } from "../../src/reconcile/apply-step.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import { createStep, updateStep } from "../../src/plan/step.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { deployedStack, desiredStack } from "../support/stacks.ts";

const target = { environment: "test", workload: "api", dependsOn: [] };
const desired = desiredStack({ tags: { team: "b" } });
const create = createStep(target, desired, "stack shop-test-api does not exist");

function update(): Step {
  const stack = deployedStack();
  const content = { template: desiredStack().template, parameters: stack.parameters, tags: stack.tags };
  const step = updateStep("update-stack", target, { stack, content }, desired);
  if (step === undefined) throw new Error("nothing differs");
  return step;
}

interface Play {
  readonly outcome: StepOutcome;
  readonly remembered: readonly NewRecord[];
  readonly calls: readonly string[];
}

async function play(step: Step, end: StackOperationEnd, recordsFail: Error | undefined): Promise<Play> {
  const records = new MemoryRecords();
  records.failure = recordsFail;
  const calls: string[] = [];
  const note = (name: string) => async (): Promise<void> => {
    calls.push(name);
  };
  const writer: StackWriter = {
    redeploy: async () => {
      calls.push("redeploy");
      return "started";
    },
    heal: async () => "nothing-to-do",
    upload: note("upload"),
    prepare: async () => {
      calls.push("prepare");
      return { kind: "executed" };
    },
    readProcessed: async () => [],
    execute: note("execute"),
    sweep: async () => {
      calls.push("sweep");
      return { kind: "gone" };
    },
    discard: note("discard"),
    follow: async () => end,
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
    records,
    remover: { remove: async () => ({ kind: "gone" as const }) },
    registry: { register: async () => "unchanged" as const, forget: async () => "unchanged" as const },
  };
  const context = {
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
  const outcome = await applyStep(hands, context, step, new AbortController().signal);
  return { outcome, remembered: records.written.filter(({ kind }) => kind !== "open-change-set"), calls };
}

const gone: StackOperationEnd = {
  kind: "failed",
  status: "gone",
  cause: { resource: "Queue", type: "AWS::SQS::Queue", reason: "name taken" },
  stack: desired.id,
  signs: [],
};

function messageOf({ outcome }: Play): string {
  return outcome.kind === "failed" ? outcome.failure.message : outcome.kind;
}

test("a first creation that failed and left no stack is remembered with its digest and cause", async () => {
  const played = await play(create, gone, undefined);
  expect(played.remembered).toMatchObject([{ digest: desired.digest, cause: "Queue: name taken" }]);
  expect(messageOf(played)).toContain("after its creation failed: Queue: name taken");
});

test("a stack that vanishes during an update is told of and remembered as no failed creation", async () => {
  const played = await play(update(), gone, undefined);
  expect(played.remembered).toEqual([]);
  expect(messageOf(played)).toContain("was deleted while it was being updated");
});

test("a failure that cannot be recorded still says why the stack failed", async () => {
  const refused = new ReconcileError({
    disposition: "stall",
    reason: "AccessDenied",
    message: "no PutParameter",
  });
  expect(messageOf(await play(create, gone, refused))).toContain("Queue: name taken");
});

test("what an earlier run executed is followed and not executed again", async () => {
  const played = await play(create, { kind: "done", status: "CREATE_COMPLETE" }, undefined);
  expect(played.outcome.kind).toBe("applied");
  expect(played.calls).toEqual(["upload", "prepare"]);
});
