import { z } from "zod";
import type { KnownDrift } from "../domain/drift-standing.ts";
import type { Observed } from "../domain/observed.ts";

/** Of what `driftJson` writes, what a status says. */
const shape = z.object({
  kind: z.literal("drift"),
  seenAndWritten: z.string(),
  targets: z.array(
    z.object({
      environment: z.string(),
      workload: z.string().optional(),
      verdict: z.enum(["drifted", "not-checked", "in-sync"]),
    }),
  ),
});

/** The file of a scheduled report that says how an application drifts. */
export function driftReportName(application: string): string {
  return `${application}/drift.json`;
}

/** What the last scheduled report says of an application's drift. */
export function driftInReport(file: Observed<string>): KnownDrift {
  switch (file.kind) {
    case "absent":
      return { kind: "not-known", why: "no report was written yet" };
    case "unreadable":
      return { kind: "not-known", why: file.failure.message };
    case "present":
      return understood(file.value);
  }
}

function understood(text: string): KnownDrift {
  const report = shape.safeParse(parsed(text));
  const seen = new Date(report.data?.seenAndWritten.split("/")[0] ?? "");
  if (!report.success || Number.isNaN(seen.getTime()))
    return { kind: "not-known", why: "the last report is none that this version understands" };
  const targets = report.data.targets.map(({ environment, workload, verdict }) => ({
    environment,
    ...(workload === undefined ? {} : { workload }),
    verdict,
  }));
  return { kind: "known", seen, targets };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
