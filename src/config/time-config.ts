import { z } from "zod";
import type { TimeWindow, Weekday } from "../domain/promotion.ts";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The name of a time zone. */
export const zoneSchema = z
  .string()
  .refine(isZone, "must be the IANA name of a time zone, such as `Europe/Berlin` or `UTC`")
  .describe(
    "IANA name of the time zone, such as `Europe/Berlin`; changes to and from summer time are its own.",
  );

const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** One window of `windows`. */
export const windowSchema = z
  .strictObject({
    days: z
      .array(z.enum(days))
      .min(1)
      .optional()
      .describe(
        "The days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. Left out, every day.",
      ),
    from: z
      .string()
      .regex(timePattern, 'must be a time of day in quotes, such as "09:00"')
      .describe('When it opens, by the clock on the wall, such as `"09:00"`.'),
    to: z
      .string()
      .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day in quotes, such as "17:30"')
      .describe(
        'When it closes; a time that is not after `from` is the next day\'s, and `"24:00"` is midnight.',
      ),
    zone: zoneSchema,
  })
  .describe("A time of day, again and again.");

const datePattern = /^\d{4}-\d{2}-\d{2}(?:T[0-2]\d:[0-5]\d(?::[0-5]\d)?)?$/;
const dateWords =
  "must be a date, or date and time, without offset, such as `2026-12-20` or `2026-12-20T18:00`";

/** One freeze of `freezes`. */
export const freezeSchema = z
  .strictObject({
    from: z
      .string()
      .regex(datePattern, dateWords)
      .refine(isDate, dateWords)
      .describe("When it begins, by the clock on the wall."),
    to: z
      .string()
      .regex(datePattern, dateWords)
      .refine(isDate, dateWords)
      .describe("When it ends; a date alone is its first moment."),
    zone: zoneSchema,
    reason: z.string().min(1).describe("Why; people are told."),
  })
  .refine(({ from, to }) => from < to, "must begin before it ends")
  .describe("A stretch of time, once.");

/** A window as the rules read it. */
export function windowOf(input: z.output<typeof windowSchema>): TimeWindow {
  const chosen = input.days ?? days;
  return {
    days: chosen.map((day): Weekday => (days.indexOf(day) + 1) as Weekday),
    from: minutesOf(input.from),
    to: minutesOf(input.to),
    zone: input.zone,
  };
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function isZone(name: string): boolean {
  // An offset is no place: it knows no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11) || "00:00"}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
}
