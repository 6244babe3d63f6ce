import type { DriftFinding } from "../domain/drift.ts";
import { driftTitle } from "../domain/drift-standing.ts";
import type { Happening } from "../domain/happening.ts";
import type { StepOutcome } from "../domain/report.ts";
import { shortCommit } from "../domain/revision.ts";
import type { ApplicationBoard, TimelineEntry } from "./board.ts";

/** How many entries of one application are kept. */
const kept = 200;

/** The timeline once something was heard: newest first. What repeats itself in every pass is told once. */
export function timelineAfter(before: ApplicationBoard, happening: Happening): readonly TimelineEntry[] {
  const entries = entriesOf(before, happening);
  return entries.length === 0
    ? before.timeline
    : [...entries.toReversed(), ...before.timeline].slice(0, kept);
}

function entriesOf(before: ApplicationBoard, happening: Happening): readonly TimelineEntry[] {
  const { at } = happening;
  switch (happening.kind) {
    case "looked":
      return [...recovered(before, at), ...commits(before, happening)];
    case "step-began": {
      const { environment, workload, because } = happening.step;
      return [{ at, kind: "began", environment, ...named(workload), message: because.join("; ") }];
    }
    case "step-progressed":
    case "pass-ended":
      return [];
    case "step-ended":
      return outcomeEntries(happening.outcome, at);
    case "pass-failed": {
      const { reason, message } = happening.failure;
      return before.failure?.reason === reason && before.failure.message === message
        ? []
        : [{ at, kind: "pass-failed", reason, message }];
    }
    case "drift-looked":
      return [
        ...driftEntries("drift-gone", happening.gone, at),
        ...driftEntries("drifted", happening.found, at),
      ];
  }
}

function recovered(before: ApplicationBoard, at: Date): readonly TimelineEntry[] {
  if (before.failure === undefined) return [];
  return [
    { at, kind: "recovered", message: `looking works again; it had failed with ${before.failure.reason}` },
  ];
}

function commits(
  before: ApplicationBoard,
  { plan, at }: Extract<Happening, { kind: "looked" }>,
): readonly TimelineEntry[] {
  return plan.environments.flatMap(({ environment, revision }) => {
    const earlier = before.seen?.plan.environments.find(
      (other) => other.environment === environment,
    )?.revision;
    if (revision === undefined || earlier === undefined || earlier.commit === revision.commit) return [];
    const message = `branch ${revision.branch} moved from ${shortCommit(earlier.commit)}`;
    return [{ at, kind: "commit", environment, commit: revision.commit, message }];
  });
}

function outcomeEntries(outcome: StepOutcome, at: Date): readonly TimelineEntry[] {
  const { environment, workload, because } = outcome.step;
  const base = { at, kind: outcome.kind, environment, ...named(workload) };
  switch (outcome.kind) {
    case "applied":
      return [{ ...base, message: because.join("; ") }];
    case "nothing-to-do":
      return [{ ...base, message: "CloudFormation found nothing to change" }];
    case "failed":
      return [{ ...base, reason: outcome.failure.reason, message: outcome.failure.message }];
    case "skipped":
      return [];
  }
}

/** One line for each target, whatever number of differences it has. */
function driftEntries(
  kind: "drifted" | "drift-gone",
  findings: readonly DriftFinding[],
  at: Date,
): readonly TimelineEntry[] {
  const targets = Map.groupBy(findings, ({ environment, workload = "" }) => `${environment}/${workload}`);
  return [...targets.values()].flatMap((own): TimelineEntry[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { environment, workload, layer } = first;
    const others = own.length === 1 ? "" : ` and ${own.length - 1} more`;
    return [
      { at, kind, environment, ...named(workload), message: `${layer}: ${driftTitle(first)}${others}` },
    ];
  });
}

function named(workload: string | undefined): { readonly workload?: string } {
  return workload === undefined ? {} : { workload };
}
