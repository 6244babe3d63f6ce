import { failureOf } from "../domain/failure.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { Observed } from "../domain/observed.ts";
import { digestInToken } from "../domain/operation-token.ts";
import type { FailedUpdate, FailedUpdates, RecordedState } from "../domain/records.ts";
import type { FailedOperation, ObservedStack } from "../domain/stack.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import type { Hands } from "./hands.ts";

/** Of one stack; more wishes than these are not tried twice in its life. */
const mostFailures = 8;

/**
 * Writes down which of our changes of an environment's stacks failed and were rolled back, once for each. A stack remembers its last
 * operation only: after the next one nothing else would tell that this wish must not be tried again (design.md 9).
 */
export async function rememberFailures(
  hands: Hands,
  application: string,
  { environment, stack, workloads }: ObservedEnvironment,
  { failedUpdates }: RecordedState,
  signal: AbortSignal,
): Promise<void> {
  const stacks: readonly (readonly [Target, Observed<ObservedStack>])[] = [
    [{ environment }, stack],
    ...[...workloads].map(([workload, one]) => [{ environment, workload }, one] as const),
  ];
  for (const [target, observed] of stacks) {
    const failed = observed.kind === "present" ? failureOfOurs(observed.value.rolledBack) : undefined;
    if (failed !== undefined)
      await rememberFailure(hands, application, target, failed, failedUpdates, signal);
  }
}

/** Writes down one failure among those of its stack, unless it is known. Answers whether it is written down now. */
export async function rememberFailure(
  hands: Hands,
  application: string,
  { environment, workload }: Target,
  failed: FailedUpdate,
  failedUpdates: readonly FailedUpdates[],
  signal: AbortSignal,
): Promise<boolean> {
  const target = { environment, ...(workload === undefined ? {} : { workload }) };
  const known = failedUpdates.find((one) => isSameTarget(one, target))?.failures ?? [];
  if (known.some(({ digest, at }) => digest === failed.digest && at >= failed.at)) return true;
  const others = known.filter(({ digest }) => digest !== failed.digest);
  const failures = [failed, ...others].slice(0, mostFailures);
  try {
    await hands.records.record(application, { kind: "failed-updates", ...target, failures }, signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    hands.log.warn(
      { ...failureOf(error), ...target },
      "a failed update could not be written down; it may be tried once more after the next one",
    );
    return false;
  }
}

/** What an operation that went back says of a wish of ours; undefined where it was somebody else's. */
export function failureOfOurs(rolledBack: FailedOperation | undefined): FailedUpdate | undefined {
  const digest = digestInToken(rolledBack?.token);
  if (rolledBack === undefined || digest === undefined) return undefined;
  const { at, cause } = rolledBack;
  return {
    digest,
    at,
    cause: cause === undefined ? "no cause was given" : `${cause.resource}: ${cause.reason}`,
  };
}
