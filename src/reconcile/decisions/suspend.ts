import type { DecisionMade } from "../../domain/decision-made.ts";
import type { Suspended } from "../../domain/decisions.ts";
import { ReconcileError } from "../../domain/failure.ts";
import { targetText } from "../../domain/target.ts";
import { type Desk, signature } from "./desk.ts";

/** What is suspended, and why. */
export interface SuspendRequest {
  readonly what: Suspended;
  readonly reason: string;
  readonly owner?: string;
  /** Until it is lifted when absent. */
  readonly until?: Date;
}

/** Suspends an application, an environment or a workload: nothing is changed there until it is lifted or expires. What runs already goes on. */
export async function suspend(
  desk: Desk,
  request: SuspendRequest,
  signal: AbortSignal,
): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  const at = eyes.clock.now();
  const { until, what } = request;
  if (until !== undefined && until <= at)
    throw new ReconcileError({
      disposition: "stall",
      reason: "UntilPast",
      message: `${until.toISOString()} has passed already`,
      remedy: "Name a later moment with --until, or leave it out.",
    });
  await records.record(
    subject.application,
    { kind: "suspension", at, ...request, ...signature(desk) },
    signal,
  );
  return {
    command: "suspend",
    application: subject.application,
    ...partOf(what),
    reason: request.reason,
    ...(until === undefined ? {} : { until }),
    messages: [
      `nothing is changed in ${nameOf(what, subject.application)} ${until === undefined ? "until it is resumed" : `until ${until.toISOString()}`}`,
    ],
  };
}

/** A suspended thing in words. */
export function nameOf(what: Suspended, application: string): string {
  return what.kind === "application" ? `application ${application}` : targetText(what);
}

/** A suspended thing as fields. */
export function partOf(what: Suspended): { readonly environment?: string; readonly workload?: string } {
  if (what.kind === "application") return {};
  const { environment, workload } = what;
  return { environment, ...(workload === undefined ? {} : { workload }) };
}
