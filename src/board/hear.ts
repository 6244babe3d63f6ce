import type { Happening } from "../domain/happening.ts";
import type { ApplicationBoard, Board } from "./board.ts";
import { cellsOf } from "./cells.ts";
import { timelineAfter } from "./timeline.ts";

/** The board after something was heard. Pure. Of an application that the board does not have nothing is written. */
export function hear(board: Board, happening: Happening): Board {
  const before = board.applications.get(happening.application);
  if (before === undefined) return board;
  const heard = heardBy(before, happening);
  const after = { ...heard, since: sinceOf(heard, happening.at), timeline: timelineAfter(before, happening) };
  return {
    applications: new Map(board.applications).set(happening.application, after),
    version: board.version + 1,
  };
}

const keptLines = 30;

function heardBy(before: ApplicationBoard, happening: Happening): ApplicationBoard {
  switch (happening.kind) {
    case "looked":
      return looked(before, happening);
    case "step-began": {
      const { step, at } = happening;
      const running = { step, since: at, lines: [] };
      return { ...before, running: new Map(before.running).set(step.digest, running) };
    }
    case "step-progressed": {
      const key = happening.step.digest;
      const running = before.running.get(key);
      if (running === undefined) return before;
      const lines = [...running.lines, happening.line].slice(-keptLines);
      return { ...before, running: new Map(before.running).set(key, { ...running, lines }) };
    }
    case "step-ended": {
      const key = happening.outcome.step.digest;
      const running = new Map(before.running);
      running.delete(key);
      return { ...before, running, ended: new Map(before.ended).set(key, happening.outcome) };
    }
    case "pass-ended": {
      const { outcomes, plan, health, reasons } = happening.report;
      const ended = new Map(outcomes.map((outcome) => [outcome.step.digest, outcome]));
      return { ...before, seen: { plan, health, reasons, at: happening.at }, ended };
    }
    case "pass-failed":
      return { ...before, failure: { ...happening.failure, at: happening.at } };
    case "drift-looked":
      return { ...before, drift: { ...happening.standing, at: happening.at } };
  }
}

function looked(
  before: ApplicationBoard,
  happening: Extract<Happening, { kind: "looked" }>,
): ApplicationBoard {
  const { plan, health, reasons = [], at } = happening;
  const planned = new Set(
    plan.environments.flatMap((environment) => environment.steps.map((step) => step.digest)),
  );
  const ended = new Map([...before.ended].filter(([key]) => planned.has(key)));
  const { failure: _mended, ...rest } = before;
  return { ...rest, seen: { plan, health, reasons, at }, ended };
}

function sinceOf(board: ApplicationBoard, at: Date): ApplicationBoard["since"] {
  return new Map(
    cellsOf(board).map(({ key, state }) => {
      const before = board.since.get(key);
      return [key, before?.state === state ? before : { state, at }];
    }),
  );
}
