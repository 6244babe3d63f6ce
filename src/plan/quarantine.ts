import { diagnose } from "../diagnosis/diagnose.ts";
import { momentaryCauses } from "../diagnosis/passing-causes.ts";
import type { DesiredStack } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import { isTokenFor } from "../domain/operation-token.ts";
import type { RecordedState } from "../domain/records.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { isSameTarget, type Target, targetText } from "../domain/target.ts";

/** Why something is not tried again, and what would let it be. */
export interface Quarantine {
  readonly reason: "Quarantined";
  readonly message: string;
  readonly remedy: string;
}

/**
 * Whether exactly this stack was tried here before and failed (design.md 9). For an update the stack itself tells: it stands rolled
 * back from an operation whose token names this digest; what failed before its last operation, and a failed creation, which leaves no
 * stack, the records tell. A person's retry after the failure lifts it. What failed by something that passes by itself, such as throttling,
 * is tried once more.
 */
export function quarantined(
  target: Target,
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  records: RecordedState,
): Quarantine | undefined {
  const failed = failureOfThis(target, desired, observed, records);
  if (failed === undefined) return undefined;
  const retried = records.retries.some((retry) => isSameTarget(target, retry) && retry.at > failed.at);
  if (retried || failed.mayPass === true) return undefined;
  return {
    reason: "Quarantined",
    message: `${failed.cause === undefined ? "this same change was taken back before it had ended: its update was cancelled, by a person or for a newer commit" : `this same change failed before (${failed.cause})`}; it is not tried again until it changes`,
    remedy: `Commit a change that mends it, or: autoland retry ${targetText(target)}`,
  };
}

/** What failed before the stack's last operation is forgotten by the stack and stands in the records. */
function failedBefore(
  target: Target,
  desired: DesiredStack,
  records: RecordedState,
): { readonly at: Date; readonly cause: string } | undefined {
  return records.failedUpdates
    .find((failed) => isSameTarget(target, failed))
    ?.failures.find(({ digest }) => desired.digest.startsWith(digest));
}

/** An attempt that failed; without a cause where it was cancelled. */
interface Failed {
  readonly at: Date;
  readonly cause: string | undefined;
  /** Whether what it failed by passes by itself, and it has failed only once. */
  readonly mayPass?: boolean;
}

function passesByItself(
  { environment, workload }: Target,
  { id, tags, rolledBack }: ObservedStack,
  { resource, reason }: { readonly resource: string; readonly reason: string },
): boolean {
  const sign = {
    kind: "stack-event",
    at: rolledBack?.at ?? new Date(0),
    resource: [resource],
    type: "",
    status: "UPDATE_FAILED",
    reason,
  } as const;
  const found = diagnose([sign], {
    application: tags["copilot-application"] ?? "",
    environment,
    ...(workload === undefined ? {} : { workload }),
    region: id.region,
    stack: id.name,
  });
  return found !== undefined && momentaryCauses.has(found.reason);
}

function failureOfThis(
  target: Target,
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  records: RecordedState,
): Failed | undefined {
  if (observed.kind === "present") {
    const operation = observed.value.rolledBack;
    if (operation === undefined || !isTokenFor(operation.token, desired.digest))
      return failedBefore(target, desired, records);
    const { at, cause } = operation;
    if (cause === undefined) return { at, cause: undefined };
    const before = failedBefore(target, desired, records);
    const isFirst = before === undefined || before.at >= at;
    return {
      at,
      cause: `${cause.resource}: ${cause.reason}`,
      mayPass: isFirst && passesByItself(target, observed.value, cause),
    };
  }
  return records.failedCreations.find(
    // One that another process followed to its end is known by the digits that its token names.
    ({ digest, ...creation }) => isSameTarget(target, creation) && desired.digest.startsWith(digest),
  );
}
