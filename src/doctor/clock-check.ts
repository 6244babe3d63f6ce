import type { Check } from "./check.ts";

/** AWS refuses signatures that are off by more than five minutes, S3 by fifteen; Autoland's own windows are to the minute. */
const tolerated = 30_000;

/** Whether this machine's clock is near AWS's; the skew in milliseconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html */
export function clockCheck(skew: number | undefined): Check {
  const common = { area: "clock", subject: "this machine" } as const;
  if (skew === undefined) return { ...common, outcome: "unknown", message: "AWS's answer had no date" };
  const seconds = Math.round(Math.abs(skew) / 1_000);
  if (Math.abs(skew) <= tolerated)
    return { ...common, outcome: "ok", message: `its clock is within ${seconds + 1} s of AWS's` };
  return {
    ...common,
    outcome: "missing",
    message: `its clock is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} AWS's; requests are refused from 300 s on, and windows and soaks are off`,
    remedy: "timedatectl set-ntp true",
  };
}
