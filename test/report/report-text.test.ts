import { describe, expect, test } from "vitest";
import { colors } from "../../src/report/paint.ts";
import { planJson, reportJson, statusJson } from "../../src/report/plan-json.ts";
import { reportText } from "../../src/report/report-text.ts";
import { statusText } from "../../src/report/status-text.ts";
import type { KnownDrift, KnownDriftTarget } from "../../src/domain/drift-standing.ts";
import { absent, present } from "../../src/domain/observed.ts";
import { driftInReport } from "../../src/report/drift-in-report.ts";
import type { Report } from "../../src/domain/report.ts";
import { createStep } from "../../src/plan/step.ts";
import { desiredStack, serviceTemplate } from "../support/stacks.ts";
import { heldBack, planWith, stepFor } from "./situations.ts";

const [api, worker, batch] = [stepFor("api"), stepFor("worker"), stepFor("batch")];
const report: Report = {
  plan: planWith({
    steps: [api, worker, batch],
    held: [heldBack("Quarantined", "cache")],
    inSync: ["site"],
    after: "develop",
  }),
  reasons: [],
  outcomes: [
    { kind: "applied", step: api },
    {
      kind: "failed",
      step: worker,
      failure: {
        disposition: "stall",
        reason: "StackOperationFailed",
        message: "stack shop-test-worker ended as UPDATE_ROLLBACK_COMPLETE: Service: it crashed",
        remedy: "Commit a change that mends it, or: autoland retry test/worker",
      },
    },
    { kind: "skipped", step: batch, reason: "DependencyFailed", because: "worker comes first" },
  ],
  health: [
    { environment: "test", workload: "api", status: "Progressing", message: "a rollout is under way" },
    { environment: "test", workload: "site", status: "Healthy", message: "2 of 2 tasks run" },
  ],
};

describe("a report in a terminal", () => {
  test("says of each step what came of it, then what is held, in sync and not well", () => {
    expect(reportText(report)).toMatchInlineSnapshot(`
      "shop

      test  main@aaaaaaaa  apply, after develop
        ✓ api: create shop-test-api, because stack shop-test-api does not exist
        ✗ worker: create shop-test-api: StackOperationFailed: stack shop-test-worker ended as UPDATE_ROLLBACK_COMPLETE: Service: it crashed
            → Commit a change that mends it, or: autoland retry test/worker
        · batch: create shop-test-api: not done, DependencyFailed: worker comes first
        ! cache: held, Quarantined: for a reason
            → do something
        = site: in sync
        ♥ api: Progressing, a rollout is under way

      1 applied, 1 failed, 1 not done, 1 held, 1 in sync.
      "
    `);
  });

  test("says the same with colours", () => {
    // oxlint-disable-next-line no-control-regex
    expect(reportText(report, colors).replaceAll(/\u001b\[\d+m/g, "")).toBe(reportText(report));
  });
});

describe("a status in a terminal", () => {
  test("says which environment is where, and every reason why one is not at its commit", () => {
    expect(statusText(report)).toMatchInlineSnapshot(`
      "shop

      test: not at main@aaaaaaaa (apply), 4 of 5 workloads differ
        ~ api: to be changed, because stack shop-test-api does not exist · Progressing, a rollout is under way
        ~ worker: to be changed, because stack shop-test-api does not exist
        ~ batch: to be changed, because stack shop-test-api does not exist
        ! cache: held, Quarantined: for a reason
            → do something
        = site: in sync · Healthy, 2 of 2 tasks run
      "
    `);
  });

  test.each([
    ["an environment at its commit", planWith({ inSync: ["api"] }), "test: at main@aaaaaaaa (apply)"],
    [
      "an environment that is held as a whole counts no workloads",
      planWith({ held: [heldBack("EnvironmentBusy")] }),
      "test: not at main@aaaaaaaa (apply)\n",
    ],
    [
      "several steps of one workload count once",
      planWith({ steps: [api, api], inSync: ["site"] }),
      "test: not at main@aaaaaaaa (apply), 1 of 2 workloads differ",
    ],
    [
      "a step of the environment itself is told apart from those of its workloads",
      planWith({ steps: [stepFor(), api], inSync: ["site"] }),
      "test: not at main@aaaaaaaa (apply), its own stack and 1 of 2 workloads differ",
    ],
  ])("%s", (_name, plan, expected) => {
    expect(statusText({ plan, health: [], reasons: [] })).toContain(expected);
  });
});

function target(workload: string, verdict: KnownDriftTarget["verdict"]): KnownDriftTarget {
  return { environment: "test", workload, verdict };
}

describe("what a status says of drift", () => {
  const seen = new Date("2026-11-27T06:00:00Z");
  test.each<[string, KnownDrift, string]>([
    [
      "what departs is named, with when it was seen and where the rest stands",
      {
        kind: "known",
        seen,
        targets: [target("api", "drifted"), target("web", "not-checked"), target("x", "in-sync")],
      },
      "  ✗ drift: api, 1 of 3 not checked, as seen at 2026-11-27T06:00:00.000Z\n      → autoland drift test\n",
    ],
    [
      "none is none as of a moment",
      { kind: "known", seen, targets: [target("api", "in-sync")] },
      "  = drift: none, as seen at 2026-11-27T06:00:00.000Z\n",
    ],
    [
      "a report that does not know the environment says nothing of it",
      { kind: "known", seen, targets: [] },
      "  ? drift: not known: the last report says nothing of test\n      → autoland drift test\n",
    ],
    [
      "what is not known is never none",
      driftInReport(absent),
      "  ? drift: not known: no report was written yet\n      → autoland drift test\n",
    ],
    [
      "a report that cannot be understood says nothing",
      driftInReport(present('{"kind":"drift","targets":[]}')),
      "  ? drift: not known: the last report is none that this version understands\n",
    ],
    [
      "nor does one that is no JSON",
      driftInReport(present("<html>")),
      "is none that this version understands",
    ],
  ])("%s", (_, drift, expected) => {
    expect(statusText({ ...report, drift })).toContain(expected);
  });
});

describe("for machines", () => {
  test("a report has version, kind, outcomes and health, and no whole template", () => {
    const json = JSON.parse(JSON.stringify(reportJson(report)));
    expect(json).toMatchObject({ schemaVersion: 1, kind: "report" });
    expect(json.outcomes.map((outcome: { kind: string }) => outcome.kind)).toEqual([
      "applied",
      "failed",
      "skipped",
    ]);
    expect(JSON.stringify(json)).not.toContain("ContainerDefinitions");
  });

  test("a status says whether each environment is at its commit, and what is pending", () => {
    expect(statusJson(report)).toMatchObject({
      schemaVersion: 1,
      kind: "status",
      environments: [{ environment: "test", isAtCommit: false, pending: ["api", "worker", "batch"] }],
    });
  });

  test("a secret parameter is masked", () => {
    const template = {
      ...serviceTemplate,
      Parameters: { ...serviceTemplate.Parameters, Password: { Type: "String", NoEcho: "true" } },
    };
    const desired = desiredStack({ template, parameters: { Password: "hunter2" } });
    const target = { environment: "test", workload: "api", dependsOn: [] };
    const plan = planWith({ steps: [createStep(target, desired, "stack shop-test-api does not exist")] });
    const text = JSON.stringify(planJson(plan));
    expect(text).toContain('"Password":"****"');
    expect(text).not.toContain("hunter2");
  });
});
