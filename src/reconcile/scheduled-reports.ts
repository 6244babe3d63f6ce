import type { Logger } from "pino";
import type { ReportsConfig } from "../config/reports-config.ts";
import { nextDue } from "../config/schedule.ts";
import type { Clock } from "../domain/clock.ts";
import type { DriftReport } from "../domain/drift.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { Happening, Tell } from "../domain/happening.ts";
import type { ReportFile, ReportShelf } from "../domain/report-shelf.ts";
import { driftFiles, statusFiles } from "../report/report-files.ts";
import type { Status } from "../report/status-text.ts";

/** Writes reports of what the loop knows anyway, when their time comes. */
export interface ScheduledReports {
  /** Told, without secrets, of what happens. */
  readonly tell: Tell;
  /** Writes until the signal is raised, then returns. */
  run(signal: AbortSignal): Promise<void>;
}

/** What they are written with. */
export interface ScheduledReportsInputs {
  readonly settings: Pick<ReportsConfig, "schedule" | "timeZone" | "formats">;
  readonly shelf: ReportShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether this process is the one that looks after the application; another writes of the others. */
  readonly isOurs: (application: string) => boolean;
}

interface Known {
  readonly status?: { readonly seen: Date; readonly value: Status };
  readonly drift?: { readonly seen: Date; readonly value: DriftReport };
}

/** The longest that is slept at once, in milliseconds, so that a clock that is set is noticed. */
const nap = 3_600_000;

/**
 * At each time of the schedule, for every application that was looked at: `<application>/drift.json` and so on, and the same again below
 * `<application>/dated/<time in UTC>/`. Asks nobody anything. What cannot be written is told in the log and tried at the next time; a time that
 * passed while the process was down is not made up for.
 */
export function makeScheduledReports(inputs: ScheduledReportsInputs): ScheduledReports {
  const { settings, clock, log } = inputs;
  const known = new Map<string, Known>();
  return {
    tell: (happening) => {
      const before = known.get(happening.application) ?? {};
      const after = knownAfter(before, happening);
      if (after !== before) known.set(happening.application, after);
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const due = nextDue(settings.schedule, settings.timeZone, clock.now());
        // One that never comes round is refused with the configuration, but a last year may be over.
        if (due === undefined) return log.warn("the schedule of reports never comes round again");
        if (!(await hasCome(due, clock, signal))) return;
        await writeAll(inputs, known, due, signal);
      }
    },
  };
}

function knownAfter(before: Known, happening: Happening): Known {
  switch (happening.kind) {
    case "looked": {
      const { at, plan, health, reasons } = happening;
      return reasons === undefined
        ? before
        : { ...before, status: { seen: at, value: { plan, health, reasons } } };
    }
    case "pass-ended": {
      const { plan, health, reasons } = happening.report;
      return { ...before, status: { seen: happening.at, value: { plan, health, reasons } } };
    }
    case "drift-looked":
      return { ...before, drift: { seen: happening.at, value: happening.standing.report } };
    case "step-began":
    case "step-progressed":
    case "step-ended":
    case "pass-failed":
      return before;
  }
}

async function hasCome(due: Date, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    for (let left = leftUntil(due, clock); left > 0; left = leftUntil(due, clock))
      await clock.sleep(Math.min(left, nap), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

function leftUntil(due: Date, clock: Clock): number {
  return due.getTime() - clock.now().getTime();
}

async function writeAll(
  { settings, shelf, clock, log, isOurs }: ScheduledReportsInputs,
  known: ReadonlyMap<string, Known>,
  due: Date,
  signal: AbortSignal,
): Promise<void> {
  const failed = new Map<string, { readonly failure: Failure; readonly applications: string[] }>();
  const ours = [...known].filter(([application]) => isOurs(application));
  for (const [application, { status, drift }] of ours.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const written = clock.now();
    const files: readonly ReportFile[] = [
      ...(drift === undefined
        ? []
        : driftFiles(drift.value, { seen: drift.seen, written }, settings.formats)),
      ...(status === undefined
        ? []
        : statusFiles(status.value, { seen: status.seen, written }, settings.formats)),
    ];
    try {
      for (const file of files) {
        await shelf.write(`${application}/dated/${nameOfTime(due)}/${file.name}`, file, signal);
        await shelf.write(`${application}/${file.name}`, file, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      const failure = failureOf(error);
      const same = failed.get(failure.reason);
      if (same === undefined) failed.set(failure.reason, { failure, applications: [application] });
      else same.applications.push(application);
    }
  }
  for (const { failure, applications } of failed.values()) {
    const { reason, message, remedy } = failure;
    log.error(
      { reason, message, remedy, applications },
      "reports could not be written; the next time they are tried again",
    );
  }
  const failures = [...failed.values()].flatMap(({ applications }) => applications).length;
  log.info({ applications: ours.length - failures, due }, "reports were written");
}

/** `2026-11-27T0600Z`: in UTC, so that an hour that comes twice has two names. */
function nameOfTime(due: Date): string {
  return `${due.toISOString().slice(0, 16).replace(":", "")}Z`;
}
