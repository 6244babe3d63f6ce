import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import { hideInFailure } from "../domain/hide-secrets.ts";
import { redact } from "../domain/redact.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { Report } from "../domain/report.ts";
import { environmentHeading } from "../report/plan-text.ts";
import type { Eyes } from "./eyes.ts";
import type { Hands } from "./hands.ts";
import { inTurn } from "./in-turn.ts";
import type { Subject } from "./subject.ts";
import { makeSyncQueue, type Waker, type WorkEnd } from "./sync-queue.ts";
import { type BegunSync, beginSync, cameToRest } from "./sync.ts";

/** What came of one pass, for those who tell people. Passes may end in another order than they began in. */
export type PassEnd = {
  readonly at: Date;
  /** Whether a newer pass over the application has begun meanwhile: then what this one has seen is old. */
  readonly isOvertaken: boolean;
} & (
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "failure"; readonly application: string; readonly failure: Failure }
);

/** One application of the loop, with everything that a pass over it needs. */
export interface Member {
  readonly eyes: Eyes;
  readonly hands: Hands;
  readonly subject: Subject;
  /** Milliseconds between two looks when all is well. */
  readonly intervalMilliseconds: number;
}

/** Everything that the loop needs. */
export interface LoopInputs {
  readonly members: readonly Member[];
  readonly clock: Clock;
  /** A number from 0 up to 1, so that many applications do not look at the same moment. */
  readonly random: () => number;
  readonly publish: (end: PassEnd) => Promise<void>;
  /** How many applications are looked at side by side; the queue's own number when absent. */
  readonly sideBySide?: number;
  /**
   * A signal that is raised when this process's turn at an application ends; undefined while it is another's turn, and then nothing is
   * looked at. Absent: there is no other.
   */
  readonly turnOf?: (application: string) => AbortSignal | undefined;
}

/** The loop: it runs, and can be woken for one application. */
export interface Loop extends Waker {
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Syncs every application again and again until told to stop: at its interval when nothing is to be done, at once after something was
 * applied, later and later after failures. While stacks change, the application is looked at all the same, so that one slow stack
 * holds up no other. `run` ends by returning when the signal is raised, wherever things stand: every step may be cut off at any point
 * and is picked up by the next run.
 */
export function makeLoop(inputs: LoopInputs): Loop {
  const members = new Map(inputs.members.map((member) => [member.subject.application, member]));
  const running = new Set<Promise<void>>();
  const fault = new AbortController();
  const queue = makeSyncQueue({
    ...inputs,
    intervals: new Map(
      [...members].map(([name, { intervalMilliseconds }]) => [name, intervalMilliseconds] as const),
    ),
    work: inTurn(inputs.turnOf, async (application, signal) => {
      const member = members.get(application);
      if (member === undefined) throw new Error(`no application ${application}`);
      return pass(member, signal);
    }),
  });
  const lastApplied = new Map<string, readonly string[]>();

  async function pass(member: Member, signal: AbortSignal): Promise<WorkEnd> {
    const { eyes, hands, subject } = member;
    try {
      const sync = await beginSync(eyes, hands, subject, signal);
      const ending = finish(member, sync, signal);
      running.add(ending);
      void ending.finally(() => running.delete(ending));
      return "well";
    } catch (error) {
      signal.throwIfAborted();
      await fail(member, error, false);
      return "failed";
    }
  }

  /** Tells of a pass once everything that it began has ended. It never throws: what only the program can have caused stops the loop. */
  async function finish(
    member: Member,
    { report: coming, isNewest }: BegunSync,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, log } = member.hands;
    const { application } = member.subject;
    try {
      const report = await coming.catch(async (error: unknown) => {
        signal.throwIfAborted();
        await fail(member, error, !isNewest());
      });
      if (report === undefined) return;
      tell(log, report);
      await inputs.publish({ kind: "report", report, isOvertaken: !isNewest(), at: clock.now() });
      if (converges(application, report)) queue.wake(application);
    } catch (error) {
      if (!signal.aborted) fault.abort(error);
    }
  }

  async function fail({ hands, subject }: Member, error: unknown, isOvertaken: boolean): Promise<void> {
    const { application } = subject;
    const failure = hideInFailure(failureOf(error), (text) => redact(text, new Set()));
    hands.log.error({ ...failure, error }, "sync failed");
    await inputs.publish({ kind: "failure", application, failure, isOvertaken, at: hands.clock.now() });
  }

  /**
   * Whether to look again at once: something was applied, or has failed and gone back, so that a newer commit may begin. What is applied
   * a second time did not hold the first: it is not done again at once.
   */
  function converges(application: string, report: Report): boolean {
    const applied = report.outcomes.filter(cameToRest).map((outcome) => outcome.step.digest);
    const before = lastApplied.get(application) ?? [];
    lastApplied.set(application, applied);
    return applied.length > 0 && !applied.some((digest) => before.includes(digest));
  }

  return {
    wake: (application) => queue.wake(application),
    run: async (signal) => {
      const stop = AbortSignal.any([signal, fault.signal]);
      try {
        await queue.run(stop);
      } finally {
        await Promise.all(running);
      }
      if (fault.signal.aborted) throw fault.signal.reason;
    },
  };
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
