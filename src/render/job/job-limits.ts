import type { ScheduledJob } from "../../manifest/workload-manifest.ts";
import { parseGoDuration } from "../../manifest/yaml/go-duration.ts";
import { RenderRefusal } from "../refusal.ts";

/** How long a job's task may run and how often it is run again; what is absent is not limited. */
export interface JobLimits {
  readonly timeoutSeconds?: number;
  readonly retries?: number;
}

/** Reads a job's `timeout`, in whole seconds of at least one, and its `retries`, of which zero means none. */
export function jobLimits({ timeout = "", retries = 0 }: ScheduledJob): JobLimits {
  if (retries < 0) {
    throw refusal("retries", `retries is ${retries}; write 0 or a positive number`);
  }
  return {
    ...(timeout === "" ? {} : { timeoutSeconds: wholeSecondsOf(timeout) }),
    ...(retries === 0 ? {} : { retries }),
  };
}

function wholeSecondsOf(timeout: string): number {
  const milliseconds = parseGoDuration(timeout);
  if (milliseconds === undefined) {
    throw refusal(
      "timeout",
      `timeout is "${timeout}", which is no duration; write one such as 90s, 30m or 1h30m`,
    );
  }
  const seconds = milliseconds / 1000;
  if (seconds < 1) throw refusal("timeout", `timeout is "${timeout}"; the shortest is 1s`);
  if (!Number.isInteger(seconds)) {
    throw refusal("timeout", `timeout is "${timeout}"; write whole seconds, minutes or hours`);
  }
  return seconds;
}

function refusal(field: string, message: string): RenderRefusal {
  return new RenderRefusal({ code: "invalid-format", field, message });
}
