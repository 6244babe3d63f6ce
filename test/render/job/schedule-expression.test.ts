import { expect, test } from "vitest";
import { faultsOf, property } from "../support/rendered.ts";
import { scheduledJob } from "../support/manifests.ts";
import { scheduleExpression } from "../../../src/render/job/schedule-expression.ts";

test.each([
  ["rate(10 minutes)", "rate(10 minutes)"],
  ["cron(0 9 3W * ? *)", "cron(0 9 3W * ? *)"],
  ["none", "none"],
  ["@hourly", "cron(0 * * * ? *)"],
  ["@daily", "cron(0 0 * * ? *)"],
  ["@midnight", "cron(0 0 * * ? *)"],
  ["@weekly", "cron(0 0 ? * 1 *)"],
  ["@monthly", "cron(0 0 1 * ? *)"],
  ["@yearly", "cron(0 0 1 1 ? *)"],
  ["@annually", "cron(0 0 1 1 ? *)"],
  ["@every 1m", "rate(1 minute)"],
  ["@every 1h30m", "rate(90 minutes)"],
  ["@every 24h", "rate(1440 minutes)"],
  ["* * * * *", "cron(* * * * ? *)"],
  ["0 9 * * 1-5", "cron(0 9 ? * 2-6 *)"],
  ["0 9 1 * *", "cron(0 9 1 * ? *)"],
  ["0 9 * * MON,wed", "cron(0 9 ? * MON,wed *)"],
  ["*/15  2   *  JAN-mar *", "cron(*/15 2 * JAN-mar ? *)"],
  ["0 0 ? * 0", "cron(0 0 ? * 1 *)"],
])("the schedule %s is %s for EventBridge", (schedule, expression) => {
  expect(scheduleExpression(schedule)).toBe(expression);
});

test.each([
  ["nothing", ""],
  ["a preset that is none", "@fortnightly"],
  ["a duration that is none", "@every soon"],
  ["less than a minute", "@every 30s"],
  ["a broken minute", "@every 90s"],
  ["a negative duration", "@every -5m"],
  ["four fields", "0 9 * *"],
  ["six fields", "0 0 9 * * 1"],
  ["an hour past 23", "0 24 * * *"],
  ["a month below 1", "0 0 1 0 *"],
  ["a weekday past 6", "0 0 * * 7"],
  ["a range that runs backwards", "30-10 * * * *"],
  ["a step of zero", "*/0 * * * *"],
  ["a name that is no month", "0 0 * JUX *"],
  ["both kinds of days", "0 9 1 * 1"],
])("a schedule of %s is refused at its field", (_, schedule) => {
  const [fault] = faultsOf(scheduledJob({ on: { schedule } }));
  expect(fault).toMatchObject({ code: "invalid-format", field: "on.schedule" });
  expect(fault?.message).toContain(schedule);
});

test.each([
  ["whole seconds", "90s", 90],
  ["hours and minutes", "1h30m", 5400],
  ["an odd spelling of whole seconds", "1.5m", 90],
])("a time limit in %s becomes seconds of the state machine", (_, timeout, seconds) => {
  expect(definitionOf(timeout)).toMatchObject({ TimeoutSeconds: seconds });
});

test.each([["500ms"], ["1.5s"], ["soon"], ["0s"]])("the time limit %s is refused", (timeout) => {
  expect(faultsOf(scheduledJob({ timeout }))).toMatchObject([{ field: "timeout" }]);
});

test("negative retries are refused, and zero means none", () => {
  expect(faultsOf(scheduledJob({ retries: -1 }))).toMatchObject([{ field: "retries" }]);
  expect(JSON.stringify(definitionOf("1m"))).not.toContain("Retry");
});

function definitionOf(timeout: string): unknown {
  const job = scheduledJob({ timeout, retries: 0 });
  return JSON.parse(textOf(property(job, "/StateMachine/Properties/DefinitionString")));
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error("the definition is no text");
}
