import { describe, expect, test } from "vitest";
import type { TimeWindow } from "../../src/domain/promotion.ts";
import { frozenUntil, isOpen, opensAt } from "../../src/promotion/wall-clock.ts";

/** Minutes since midnight. */
function minutesIn(text: string): number {
  const [hours = 0, rest = 0] = text.split(":").map(Number);
  return hours * 60 + rest;
}

/** A window on every day. */
function daily(zone: string, from: string, to: string): TimeWindow {
  return { days: [1, 2, 3, 4, 5, 6, 7], from: minutesIn(from), to: minutesIn(to), zone };
}

/** Of the day on which a clock changes: the last instant before an opening, its first, its last, and the first after it, in UTC. */
const rows: readonly (readonly [what: string, window: TimeWindow, opens: string, closes: string])[] = [
  [
    "forward in Berlin, a window over the skipped hour",
    daily("Europe/Berlin", "01:30", "03:30"),
    "2026-03-29T00:30:00Z",
    "2026-03-29T01:30:00Z",
  ],
  [
    "forward in Berlin, an opening in the skipped hour",
    daily("Europe/Berlin", "02:30", "05:00"),
    "2026-03-29T01:30:00Z",
    "2026-03-29T03:00:00Z",
  ],
  [
    "forward in Berlin, a closing in the skipped hour",
    daily("Europe/Berlin", "00:00", "02:30"),
    "2026-03-28T23:00:00Z",
    "2026-03-29T01:30:00Z",
  ],
  [
    "back in Berlin, a window over the hour that comes twice",
    daily("Europe/Berlin", "01:00", "04:00"),
    "2026-10-24T23:00:00Z",
    "2026-10-25T03:00:00Z",
  ],
  [
    "back in Berlin, an opening in the hour that comes twice",
    daily("Europe/Berlin", "02:30", "04:00"),
    "2026-10-25T00:30:00Z",
    "2026-10-25T03:00:00Z",
  ],
  [
    "back in Berlin, a closing in the hour that comes twice",
    daily("Europe/Berlin", "00:00", "02:30"),
    "2026-10-24T22:00:00Z",
    "2026-10-25T01:30:00Z",
  ],
  [
    "forward in New York",
    daily("America/New_York", "01:30", "03:30"),
    "2026-03-08T06:30:00Z",
    "2026-03-08T07:30:00Z",
  ],
  [
    "back in New York",
    daily("America/New_York", "00:30", "02:30"),
    "2026-11-01T04:30:00Z",
    "2026-11-01T07:30:00Z",
  ],
  [
    "forward in Sydney, in its spring",
    daily("Australia/Sydney", "01:30", "04:00"),
    "2026-10-03T15:30:00Z",
    "2026-10-03T17:00:00Z",
  ],
  [
    "back in Sydney, in its autumn",
    daily("Australia/Sydney", "01:30", "04:00"),
    "2026-04-04T14:30:00Z",
    "2026-04-04T18:00:00Z",
  ],
  [
    "forward by half an hour on Lord Howe",
    daily("Australia/Lord_Howe", "01:00", "03:00"),
    "2026-10-03T14:30:00Z",
    "2026-10-03T16:00:00Z",
  ],
  [
    "at midnight in Santiago, an opening in the skipped hour",
    daily("America/Santiago", "00:30", "02:00"),
    "2026-09-06T04:30:00Z",
    "2026-09-06T05:00:00Z",
  ],
  [
    "in Kolkata, where no clock changes",
    daily("Asia/Kolkata", "09:00", "17:00"),
    "2026-03-29T03:30:00Z",
    "2026-03-29T11:30:00Z",
  ],
  [
    "over midnight into a change in Berlin",
    daily("Europe/Berlin", "22:00", "04:00"),
    "2026-03-28T21:00:00Z",
    "2026-03-29T02:00:00Z",
  ],
];

describe("a window on the day of a change of the clock", () => {
  test.each(rows)("%s", (_what, window, opens, closes) => {
    const [from, to] = [Date.parse(opens), Date.parse(closes)];
    const states = [from - 1, from, to - 1, to].map((at) => isOpen(window, new Date(at)));
    expect(states).toEqual([false, true, true, false]);
    expect(opensAt(window, new Date(from - 1)).toISOString()).toBe(new Date(from).toISOString());
    // It never closes in between, whatever the clock on the wall does.
    for (let at = from; at < to; at += 10 * 60_000) expect(isOpen(window, new Date(at))).toBe(true);
  });
});

test("a freeze ends at the later one of an hour that comes twice, and begins at the earlier", () => {
  const freeze = { from: "2026-10-25T02:15", to: "2026-10-25T02:45", zone: "Europe/Berlin", reason: "audit" };
  expect(frozenUntil(freeze, new Date("2026-10-25T00:14:59Z"))).toBeUndefined();
  expect(frozenUntil(freeze, new Date("2026-10-25T00:15:00Z"))?.toISOString()).toBe(
    "2026-10-25T01:45:00.000Z",
  );
  expect(frozenUntil(freeze, new Date("2026-10-25T01:44:59Z"))).toBeDefined();
  expect(frozenUntil(freeze, new Date("2026-10-25T01:45:00Z"))).toBeUndefined();
});
