import { expect } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import { makeOperations } from "../../src/reconcile/operations.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import type { Shop } from "./shop.ts";

/** A process: hands of its own, which remember nothing, and what it told. */
export interface Run {
  readonly hands: Hands;
  readonly told: Happening[];
}

/** A process that has just begun. */
export function newProcess(shop: Shop): Run {
  const told: Happening[] = [];
  const tell = (happening: Happening): void => void told.push(happening);
  return { hands: { ...shop.hands, stalled: new Map(), operations: makeOperations(), tell }, told };
}

/** A pass of a process. */
export function passOf(
  shop: Shop,
  { hands }: Run,
  subject: Subject,
  signal = new AbortController().signal,
): Promise<Report> {
  return shop.world.run(sync(shop.eyes, hands, subject, signal));
}

/** A pass of a process that is killed after so many calls of an action by Autoland since it began. */
export async function killedPass(shop: Shop, subject: Subject, action: string, count = 1): Promise<void> {
  const kill = new AbortController();
  let seen = 0;
  const release = shop.world.intercept({
    after: (context, made) => {
      if (context.via !== undefined || made !== action) return;
      seen += 1;
      if (seen === count) kill.abort(new Error("killed"));
    },
  });
  await expect(passOf(shop, newProcess(shop), subject, kill.signal)).rejects.toThrow("killed");
  release();
}

/** Which steps a process told to have begun, and how they ended. */
export function linesOf({ told }: Run): readonly string[] {
  return told.flatMap((happening) => {
    if (happening.kind === "step-began") return [`began ${happening.step.kind} ${happening.step.workload}`];
    if (happening.kind === "step-ended") {
      const { kind, step } = happening.outcome;
      return [`${kind} ${step.kind} ${step.workload}`];
    }
    return [];
  });
}
