import type { Logger } from "pino";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { Report } from "../domain/report.ts";
import { environmentHeading } from "../report/plan-text.ts";
import type { Eyes } from "./eyes.ts";
import type { Hands } from "./hands.ts";
import type { Subject } from "./subject.ts";
import { isApplied, sync } from "./sync.ts";

/** How often one application is looked at. */
export interface Rhythm {
  /** Milliseconds between two looks when all is well. */
  readonly interval: number;
  /** A number from 0 up to 1, so that many applications do not look at the same moment. */
  readonly random: () => number;
}

/** What came of one pass, for those who tell people. */
export type PassEnd =
  | { readonly kind: "report"; readonly report: Report; readonly at: Date }
  | { readonly kind: "failure"; readonly application: string; readonly failure: Failure; readonly at: Date };

/** Everything that the loop of one application needs. */
export interface Loop {
  readonly eyes: Eyes;
  readonly hands: Hands;
  readonly subject: Subject;
  readonly rhythm: Rhythm;
  readonly publish: (end: PassEnd) => Promise<void>;
}

/**
 * Syncs one application again and again until told to stop: at the interval when nothing is to be done, at once after something
 * was applied, later and later after failures. It ends by returning when the signal is raised, wherever it stands: every step
 * may be cut off at any point and is picked up by the next run.
 */
export async function reconcile(loop: Loop, signal: AbortSignal): Promise<void> {
  const { clock } = loop.hands;
  let failures = 0;
  let before: readonly string[] = [];
  try {
    while (!signal.aborted) {
      const end = await pass(loop, signal);
      await loop.publish(end);
      failures = end.kind === "failure" ? failures + 1 : 0;
      const applied = appliedDigests(end);
      // What is applied a second time did not hold the first: it is not done again at once.
      const converges = applied.length > 0 && !applied.some((digest) => before.includes(digest));
      before = applied;
      await clock.sleep(converges ? 0 : delay(end, failures, loop.rhythm), signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function pass({ eyes, hands, subject }: Loop, signal: AbortSignal): Promise<PassEnd> {
  const { clock, log } = hands;
  try {
    const report = await sync(eyes, hands, subject, signal);
    tell(log, report);
    return { kind: "report", report, at: clock.now() };
  } catch (error) {
    signal.throwIfAborted();
    const failure = failureOf(error);
    log.error({ ...failure, error }, "sync failed");
    return { kind: "failure", application: subject.application, failure, at: clock.now() };
  }
}

function appliedDigests(end: PassEnd): readonly string[] {
  return end.kind === "report"
    ? end.report.outcomes.filter(isApplied).map((outcome) => outcome.step.digest)
    : [];
}

/** The longest wait after failures: 10 minutes. */
const longestBackoff = 600_000;

function delay(end: PassEnd, failures: number, { interval, random }: Rhythm): number {
  const base =
    end.kind === "failure" ? Math.min(longestBackoff, interval * 2 ** Math.min(failures, 10)) : interval;
  return base * (0.9 + 0.2 * random());
}

/** One line for what was done or failed; a pass that found all as it was is only worth a line at `debug`. */
function tell(log: Logger, report: Report): void {
  for (const outcome of report.outcomes) {
    const { environment, workload, kind: step } = outcome.step;
    const fields = { environment, workload, step };
    if (outcome.kind === "applied") log.info({ ...fields, because: outcome.step.because }, "step applied");
    if (outcome.kind === "failed") log.error({ ...fields, ...outcome.failure }, "step failed");
    if (outcome.kind === "skipped") log.debug({ ...fields, reason: outcome.reason }, "step not done");
  }
  for (const plan of report.plan.environments) {
    for (const { reason, message, workload } of plan.held) {
      log.debug({ environment: plan.environment, workload, reason, message }, "held");
    }
    log.debug(
      { environment: environmentHeading(plan), steps: plan.steps.length, inSync: plan.inSync.length },
      "looked",
    );
  }
}
