import type { DesiredStack } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import { isTokenFor } from "../domain/operation-token.ts";
import type { RecordedState } from "../domain/records.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { isSameTarget, type Target, targetText } from "../domain/target.ts";

/** Why something is not tried again, and what would let it be. */
export interface Quarantine {
  readonly message: string;
  readonly remedy: string;
}

/**
 * Whether exactly this stack was tried here before and failed (design.md 9). For an update the stack itself tells: it stands rolled
 * back from an operation whose token names this digest; what failed before its last operation, and a failed creation, which leaves no
 * stack, the records tell. A person's retry
 * after the failure lifts it.
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
  if (retried) return undefined;
  return {
    message: `this same change failed before (${failed.cause}); it is not tried again until it changes`,
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

function failureOfThis(
  target: Target,
  desired: DesiredStack,
  observed: Observed<ObservedStack>,
  records: RecordedState,
): { readonly at: Date; readonly cause: string } | undefined {
  if (observed.kind === "present") {
    const operation = observed.value.rolledBack;
    if (operation === undefined || !isTokenFor(operation.token, desired.digest))
      return failedBefore(target, desired, records);
    const { cause } = operation;
    return {
      at: operation.at,
      cause: cause === undefined ? "it was cancelled" : `${cause.resource}: ${cause.reason}`,
    };
  }
  return records.failedCreations.find(
    // One that another process followed to its end is known by the digits that its token names.
    ({ digest, ...creation }) => isSameTarget(target, creation) && desired.digest.startsWith(digest),
  );
}
