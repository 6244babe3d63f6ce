import { Temporal } from "temporal-polyfill";
import type { Freeze, TimeWindow, Weekday } from "../domain/promotion.ts";

/**
 * Whether a window is open at an instant. Its ends are read from the clock on the wall: an end that a change to summer time skips counts as
 * moved on by as much as was skipped; of an hour that comes twice an opening takes the first and a closing the second, so that a change of the
 * clock never closes a window that people think is open.
 */
export function isOpen(window: TimeWindow, now: Date): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const today = at.toZonedDateTimeISO(window.zone).toPlainDate();
  // It may have opened yesterday and go on past midnight.
  return [today.subtract({ days: 1 }), today].some((day) => {
    const span = openingOn(window, day);
    return (
      span !== undefined &&
      Temporal.Instant.compare(span.from, at) <= 0 &&
      Temporal.Instant.compare(at, span.to) < 0
    );
  });
}

/** When a window that is closed opens next: within eight days, since it opens at least once a week. */
export function opensAt(window: TimeWindow, now: Date): Date {
  const at = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  const today = at.toZonedDateTimeISO(window.zone).toPlainDate();
  for (let days = 0; days <= 8; days += 1) {
    const span = openingOn(window, today.add({ days }));
    if (span !== undefined && Temporal.Instant.compare(span.from, at) > 0)
      return new Date(span.from.epochMilliseconds);
  }
  throw new Error("a window without a day");
}

/** When a freeze that holds at an instant ends; undefined when it does not hold. */
export function frozenUntil(freeze: Freeze, now: Date): Date | undefined {
  const from = instantOf(freeze.from, freeze.zone, "earlier");
  const to = instantOf(freeze.to, freeze.zone, "later");
  return from <= now.getTime() && now.getTime() < to ? new Date(to) : undefined;
}

/** An instant as people at a place read it, with the place: `2026-12-01 09:00 Europe/Berlin`. */
export function readableAt(at: Date, zone: string): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return `${there.toPlainDate().toString()} ${there.toPlainTime().toString({ smallestUnit: "minute" })} ${zone}`;
}

function instantOf(text: string, zone: string, twice: "earlier" | "later"): number {
  const wall = Temporal.PlainDateTime.from(text);
  return wall.toZonedDateTime(zone, { disambiguation: chosen(wall, zone, twice) }).epochMilliseconds;
}

function openingOn(
  { days, from, to, zone }: TimeWindow,
  day: Temporal.PlainDate,
): { readonly from: Temporal.Instant; readonly to: Temporal.Instant } | undefined {
  if (!days.includes(day.dayOfWeek as Weekday)) return undefined;
  const last = to > from ? day : day.add({ days: 1 });
  return { from: instantAt(day, from, zone, "earlier"), to: instantAt(last, to, zone, "later") };
}

function instantAt(
  day: Temporal.PlainDate,
  minutes: number,
  zone: string,
  twice: "earlier" | "later",
): Temporal.Instant {
  const midnight = day.toPlainDateTime();
  const wall = midnight.add({ minutes });
  return wall.toZonedDateTime(zone, { disambiguation: chosen(wall, zone, twice) }).toInstant();
}

/** For a time that the clock skips, `compatible` moves on; for one that comes twice, the asked one of both. */
function chosen(
  wall: Temporal.PlainDateTime,
  zone: string,
  twice: "earlier" | "later",
): "compatible" | "earlier" | "later" {
  const [early, late] = (["earlier", "later"] as const).map((disambiguation) =>
    wall.toZonedDateTime(zone, { disambiguation }),
  );
  const isTwice = [early, late].every((found) => found?.toPlainDateTime().equals(wall) === true);
  return isTwice ? twice : "compatible";
}
