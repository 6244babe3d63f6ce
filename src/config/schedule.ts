import { Cron } from "croner";

/**
 * The first instant after `after` at which a schedule of five fields comes round by the clock on the wall of a time zone; undefined when it never
 * does, or is none. A time that a change to summer time skips comes as much later as was skipped; one that comes twice counts the first time.
 */
export function nextDue(schedule: string, timeZone: string, after: Date): Date | undefined {
  try {
    return (
      new Cron(schedule, { timezone: timeZone, paused: true, mode: "5-part" }).nextRun(after) ?? undefined
    );
  } catch {
    return undefined;
  }
}
