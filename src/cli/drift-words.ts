import { parseDuration } from "../config/duration.ts";
import type { ReportFormat } from "../domain/report-shelf.ts";

/** `autoland drift` with its own arguments. */
export interface DriftCommand {
  readonly name: "drift";
  readonly format: ReportFormat;
  /** How long CloudFormation's comparisons are waited for, in milliseconds. */
  readonly patience: number;
}

/** Flags that only reports on drift take. */
export const driftFlags = { wait: { type: "string" } } as const;

/** CloudFormation compares most stacks in less than a minute. */
const defaultPatience = 5 * 60_000;
const greatestPatience = 3_600_000;

/** The words of `autoland drift` as a command, or what is wrong with them. */
export function toDrift(
  format: ReportFormat,
  wait: string | undefined,
): DriftCommand | { readonly wrong: string } {
  const patience = wait === undefined ? defaultPatience : parseDuration(wait);
  if (patience === undefined || patience > greatestPatience)
    return { wrong: `--wait is ${wait}; it must be a whole number with s, m or h, up to 1h, such as 5m` };
  return { name: "drift", format, patience };
}

/** The form that `--format` or `--json` asks for. */
export function toReportFormat(
  name: string,
  format: string | undefined,
  json: boolean,
): { readonly format: ReportFormat } | { readonly wrong: string } {
  if (format === undefined) return { format: json ? "json" : "text" };
  const known = (["text", "json", "markdown", "html"] as const).find((candidate) => candidate === format);
  return known === undefined
    ? { wrong: `--format is ${format}; ${name} is written as text, json, markdown or html` }
    : { format: known };
}
