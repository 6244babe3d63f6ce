import pino from "pino";
import { describe, expect, test } from "vitest";
import { type Failure, ReconcileError } from "../../src/domain/failure.ts";
import type { ForgetStep } from "../../src/domain/plan.ts";
import type { StepOutcome } from "../../src/domain/report.ts";
import { restingOrTried } from "../../src/reconcile/resting.ts";
import { applyRegistryStep } from "../../src/reconcile/apply-registry-step.ts";
import type { Hands, StalledAttempt, StepContext } from "../../src/reconcile/hands.ts";

const step: ForgetStep = {
  kind: "forget-workload",
  environment: "develop",
  workload: "api",
  digest: "5".repeat(64),
  because: [],
  dependsOn: [],
  registeredIn: { name: "shop", account: "111111111111", domain: "", domainHostedZoneId: "", tags: {} },
};
const start = new Date("2026-11-20T09:00:00Z").getTime();
const differs: Failure = {
  disposition: "stall",
  reason: "ChangeSetDiffers",
  message: "more than was planned",
};

/** Asks for the step each minute for so many hours, by a name that may change: at which minutes it was tried, and what else was said. */
async function minutesTried(
  hours: number,
  endOf: (minute: number) => StepOutcome,
  nameAt: (minute: number) => string = () => "one",
): Promise<{ readonly tried: readonly number[]; readonly said: ReadonlySet<string> }> {
  const stalled = new Map<string, StalledAttempt>();
  const tried: number[] = [];
  const said = new Set<string>();
  for (let minute = 0; minute < hours * 60; minute += 1) {
    const now = new Date(start + minute * 60_000);
    const clock = { now: () => now, sleep: async () => undefined };
    const outcome = await restingOrTried({ stalled, clock }, nameAt(minute), step, async () => {
      tried.push(minute);
      return endOf(minute);
    });
    if (outcome.kind === "skipped") said.add(`${outcome.reason}: ${outcome.because}`);
  }
  return { tried, said };
}

const stalls = (): StepOutcome => ({ kind: "failed", step, failure: differs });

describe("a step that stalls", () => {
  test("rests ten minutes, then twice as long each time, an hour at most", async () => {
    const { tried, said } = await minutesTried(4, stalls);
    expect(tried).toEqual([0, 10, 30, 70, 130, 190]);
    expect([...said]).toEqual([
      `ChangeSetDiffers: more than was planned; it is tried again within the hour, or at once when it changes or after: autoland retry develop/api`,
    ]);
  });

  test("is tried at once where it is another attempt, which rests for itself", async () => {
    const { tried } = await minutesTried(1, stalls, (minute) => (minute < 15 ? "one" : "another"));
    expect(tried).toEqual([0, 10, 15, 25, 45]);
  });

  test("rests ten minutes again when it has worked in between", async () => {
    const { tried } = await minutesTried(2, (minute) =>
      minute === 30 ? { kind: "applied", step } : stalls(),
    );
    expect(tried).toEqual([0, 10, 30, 31, 41, 61, 101]);
  });

  test("rests no shorter when what passes by itself came in between", async () => {
    const throttled: Failure = { disposition: "retry", reason: "Throttled", message: "later" };
    const { tried } = await minutesTried(2, (minute) =>
      minute === 10 ? { kind: "failed", step, failure: throttled } : stalls(),
    );
    expect(tried).toEqual([0, 10, 11, 31, 71]);
  });

  test("does not rest when it fails by what passes by itself", async () => {
    const failure: Failure = { disposition: "retry", reason: "Throttled", message: "later" };
    const { tried } = await minutesTried(1, () => ({ kind: "failed", step, failure }));
    expect(tried).toHaveLength(60);
  });
});

test("a workload that cannot be registered is tried at once when a person says retry", async () => {
  const hands = {
    stalled: new Map<string, StalledAttempt>(),
    clock: { now: () => new Date(start), sleep: async () => undefined },
    log: pino({ level: "silent" }),
    tell: () => undefined,
    registry: {
      forget: async () => {
        throw new ReconcileError(differs);
      },
    },
  } as unknown as Hands;
  const kindWith = async (retriedAt: string): Promise<string> => {
    const context = { application: "shop", retriedAt: () => retriedAt } as unknown as StepContext;
    return (await applyRegistryStep(hands, context, step, new AbortController().signal)).kind;
  };
  expect([await kindWith(""), await kindWith(""), await kindWith("2026-11-20T08:59:00Z")]).toEqual([
    "failed",
    "skipped",
    "failed",
  ]);
});
