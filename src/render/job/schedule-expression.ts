import { parseGoDuration } from "../../manifest/yaml/go-duration.ts";
import { RenderRefusal } from "../refusal.ts";
import { cronFault } from "./cron-fields.ts";

/**
 * A job's schedule as EventBridge understands it: `rate(…)`, `cron(…)` or `none` (copilot-model.md 5.7). What is in
 * EventBridge's own words stays as it is; presets, `@every` and cron expressions of five fields are converted.
 */
export function scheduleExpression(schedule: string): string {
  if (eventBridge.test(schedule)) return schedule;
  if (schedule.startsWith(every)) return rate(schedule, schedule.slice(every.length));
  if (schedule.startsWith("@")) return preset(schedule);
  return cron(schedule);
}

const eventBridge = /(?:rate|cron)\(.*\)|none/;
const every = "@every ";

const presets: Readonly<Record<string, string>> = {
  "@hourly": "cron(0 * * * ? *)",
  "@daily": "cron(0 0 * * ? *)",
  "@midnight": "cron(0 0 * * ? *)",
  "@weekly": "cron(0 0 ? * 1 *)",
  "@monthly": "cron(0 0 1 * ? *)",
  "@yearly": "cron(0 0 1 1 ? *)",
  "@annually": "cron(0 0 1 1 ? *)",
};

function preset(schedule: string): string {
  const expression = presets[schedule];
  if (expression === undefined) {
    throw refusal(schedule, `is no preset; there are ${Object.keys(presets).join(", ")} and @every`);
  }
  return expression;
}

/** In milliseconds. */
const minute = 60_000;

function rate(schedule: string, duration: string): string {
  const milliseconds = parseGoDuration(duration);
  if (milliseconds === undefined)
    throw refusal(schedule, `names no duration; write one such as @every 1h30m`);
  const minutes = milliseconds / minute;
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw refusal(schedule, "must be a whole number of minutes or hours, at least one minute");
  }
  return minutes === 1 ? "rate(1 minute)" : `rate(${minutes} minutes)`;
}

/**
 * EventBridge has a sixth field for the year, counts weekdays from 1, and wants `?` in one of the two day fields.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
function cron(schedule: string): string {
  const texts = schedule.split(/\s+/).filter((text) => text !== "");
  const fault = cronFault(texts);
  if (fault !== undefined) throw refusal(schedule, `is no cron expression: ${fault}`);
  const [minutes = "*", hours = "*", dayOfMonth = "*", month = "*", dayOfWeek = "*"] = texts;
  const [days, weekdays] = dayFields(schedule, dayOfMonth, dayOfWeek);
  return `cron(${minutes} ${hours} ${days} ${month} ${weekdays} *)`;
}

function dayFields(schedule: string, dayOfMonth: string, dayOfWeek: string): readonly [string, string] {
  if (isAny(dayOfWeek)) return [isAny(dayOfMonth) ? "*" : dayOfMonth, "?"];
  if (isAny(dayOfMonth)) return ["?", dayOfWeek.replaceAll(/\d/g, (digit) => String(Number(digit) + 1))];
  throw refusal(schedule, "names both days of the month and days of the week, which EventBridge cannot do");
}

function isAny(field: string): boolean {
  return field.includes("*") || field.includes("?");
}

function refusal(schedule: string, fault: string): RenderRefusal {
  return new RenderRefusal({
    code: "invalid-format",
    field: "on.schedule",
    message: `on.schedule "${schedule}" ${fault}`,
    remedy: "Write a rate(…) or cron(…) of EventBridge, a cron expression of five fields, a preset, or none.",
  });
}
