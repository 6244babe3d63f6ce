import { describe, expect, test } from "vitest";
import { type ApplicationBoard, emptyBoard } from "../../src/board/board.ts";
import { cellsOf } from "../../src/board/cells.ts";
import { gridOf } from "../../src/board/grid.ts";
import { hear } from "../../src/board/hear.ts";
import type { Failure } from "../../src/domain/failure.ts";
import type { Happening } from "../../src/domain/happening.ts";
import type { Step } from "../../src/domain/plan.ts";
import type { StepOutcome } from "../../src/domain/report.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { heldBack, planWith, reportWith, stepFor } from "../report/situations.ts";

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 20, 9, minute));

const failure: Failure = {
  disposition: "stall",
  reason: "StackOperationFailed",
  message: "no",
  remedy: "retry",
};

const step = stepFor("api");

function looked(minute: number, changes: Parameters<typeof planWith>[0] = { steps: [step] }): Happening {
  return {
    kind: "looked",
    application: "shop",
    at: at(minute),
    plan: planWith(changes),
    health: [],
    reasons: [],
  };
}

function ended(minute: number, outcome: StepOutcome): Happening {
  return { kind: "step-ended", application: "shop", at: at(minute), outcome };
}

function boardAfter(...happenings: readonly Happening[]): ApplicationBoard {
  const board = happenings.reduce(hear, emptyBoard(["shop"])).applications.get("shop");
  if (board === undefined) throw new Error("the board has no shop");
  return board;
}

const began: Happening = { kind: "step-began", application: "shop", at: at(1), step };

describe("the state of a cell", () => {
  test.each<[string, readonly Happening[], string | undefined]>([
    ["nothing before the first look", [], undefined],
    ["to do once it is planned", [looked(0)], "pending"],
    ["in sync as a look finds it", [looked(0, { inSync: ["api"] })], "in-sync"],
    ["held with a reason", [looked(0, { held: [heldBack("ImageMissing", "api")] })], "held"],
    ["not in Git, which is no hold", [looked(0, { held: [heldBack("NotInGit", "api")] })], "not-in-git"],
    ["changing while its step is carried out", [looked(0), began], "changing"],
    ["changing through a look in the middle", [looked(0), began, looked(2, {})], "changing"],
    [
      "failed when its step has failed",
      [looked(0), began, ended(2, { kind: "failed", step, failure })],
      "failed",
    ],
    [
      "failed through the next look, which plans the same step",
      [looked(0), began, ended(2, { kind: "failed", step, failure }), looked(3)],
      "failed",
    ],
    [
      "to do again once another step is planned",
      [looked(0), began, ended(2, { kind: "failed", step, failure }), looked(3, { steps: [other(step)] })],
      "pending",
    ],
    [
      "in sync at once when its step was applied",
      [looked(0), began, ended(2, { kind: "applied", step })],
      "in-sync",
    ],
    [
      "to do when its step was skipped",
      [looked(0), ended(2, { kind: "skipped", step, reason: "LookOnly", because: "the mode is look" })],
      "pending",
    ],
  ])("%s", (_sentence, happenings, state) => {
    const cells = cellsOf(boardAfter(...happenings));
    expect(cells.find((cell) => cell.workload === "api")?.state).toBe(state);
  });

  test("an environment that is held as a whole has a cell of its own, which is no row", () => {
    const board = boardAfter(looked(0, { held: [heldBack("EnvironmentBusy")], inSync: ["api"] }));
    const grid = gridOf(board);
    expect(grid.columns[0]?.own?.state).toBe("held");
    expect(grid.rows.map((row) => row.workload)).toEqual(["api"]);
  });

  test("its age counts from when it became so, not from the last look", () => {
    const board = boardAfter(looked(0), looked(5), looked(9));
    expect(gridOf(board).rows[0]?.cells[0]?.since).toEqual(at(0));
    const after = boardAfter(looked(0), looked(5, { inSync: ["api"] }), looked(9, { inSync: ["api"] }));
    expect(gridOf(after).rows[0]?.cells[0]?.since).toEqual(at(5));
  });
});

function kinds(...happenings: readonly Happening[]): readonly string[] {
  return boardAfter(...happenings).timeline.map((entry) => entry.kind);
}

function failed(minute: number): Happening {
  return { kind: "pass-failed", application: "shop", at: at(minute), failure };
}

describe("the timeline", () => {
  test("tells newest first what began and how it ended", () => {
    expect(kinds(looked(0), began, ended(2, { kind: "applied", step }))).toEqual(["applied", "began"]);
  });

  test("tells a failure to look once, and when it is over", () => {
    expect(kinds(failed(0), failed(1), failed(2), looked(3), looked(4))).toEqual([
      "recovered",
      "pass-failed",
    ]);
  });

  test("tells a new commit, and not the first one that was seen", () => {
    const revision = { repository: "acme/shop", branch: "main", commit: commitSha("b".repeat(40)) };
    expect(kinds(looked(0), looked(1), looked(2, { revision }))).toEqual(["commit"]);
  });

  test("is bounded however long the process runs", () => {
    const many = Array.from({ length: 500 }, () => began);
    expect(kinds(looked(0), ...many)).toHaveLength(200);
  });
});

test("what is said of a running step is bounded, and kept from the end", () => {
  const lines = Array.from({ length: 100 }, (_, index): Happening => {
    return { kind: "step-progressed", application: "shop", at: at(1), step, line: String(index) };
  });
  const [running] = boardAfter(looked(0), began, ...lines).running.values();
  expect(running?.lines).toHaveLength(30);
  expect(running?.lines.at(-1)).toBe("99");
});

test("a pass that ended says what became of every step; the next look keeps what is still planned", () => {
  const report = reportWith(planWith({ steps: [step] }), [{ kind: "failed", step, failure }]);
  const end: Happening = { kind: "pass-ended", application: "shop", at: at(3), report };
  expect([...boardAfter(end).ended.keys()]).toEqual([step.digest]);
  expect([...boardAfter(end, looked(4, {})).ended.keys()]).toEqual([]);
});

test("of an application that is not on the board nothing is written", () => {
  const board = emptyBoard(["shop"]);
  expect(hear(board, { ...looked(0), application: "other" })).toBe(board);
});

test("hearing leaves the board before as it was", () => {
  const board = emptyBoard(["shop"]);
  const after = hear(board, looked(0));
  expect(board).toEqual(emptyBoard(["shop"]));
  expect(after.version).toBe(1);
});

function other(like: Step): Step {
  return { ...like, digest: "e".repeat(64) };
}
