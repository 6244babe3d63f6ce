import { stackKey } from "../../../domain/stack.ts";
import { countsOf, liveStacksOf } from "../../../drift/live-stacks.ts";
import { comparedPart } from "../../../drift/live-layer.ts";
import type { StackComparison } from "../../../domain/drift-eyes.ts";
import { nestedChecks } from "../stacks-to-check.ts";
import { factsOf, type KeptStack, placeOf, unpacked } from "./kept-stack.ts";
import { makePaces } from "./paces.ts";
import type { WatchState } from "./watch-state.ts";
import { type WatchTools, workOn } from "./work-on.ts";

/** How long one comparison is waited for, in milliseconds; one that takes longer is found again. */
const patience = 600_000;
/** A stack that has drifted is compared again after so many milliseconds, so that it is seen when it has not any more. */
const driftedAgain = 3_600_000;

/** Has CloudFormation compare the stacks of one account and region, one at a time, the longest uncompared first. */
export function compareStacksOf(
  place: string,
  state: WatchState,
  tools: WatchTools,
  signal: AbortSignal,
): Promise<void> {
  const { clock, settings } = tools;
  const { comparisonsPerHour } = settings;
  const detections = makePaces({ perMinute: comparisonsPerHour / 60, burst: 1 }, clock);
  return workOn(
    tools,
    async () => {
      const now = clock.now().getTime();
      const here = [...state.stacks.values()].filter(
        (stack) => placeOf(stack) === place && state.isQuiet(stack),
      );
      const [next] = here.toSorted((a, b) => a.compareAt - b.compareAt);
      if (next === undefined || next.compareAt > now) return next?.compareAt ?? now + 60_000;
      await compareOne(next, state, { ...tools, detections }, signal);
      return clock.now().getTime();
    },
    signal,
  );
}

async function compareOne(
  stack: KeptStack,
  state: WatchState,
  {
    eyes,
    clock,
    settings,
    paces,
    detections,
  }: WatchTools & { readonly detections: ReturnType<typeof makePaces> },
  signal: AbortSignal,
): Promise<void> {
  const { check, target, stack: id } = stack;
  const { template, parameters } = unpacked(stack);
  const nested = stack.hasNested ? await eyes.nestedStacks(check, signal) : undefined;
  const key = stackKey(id);
  const all = [
    check,
    ...(nested === undefined ? [] : nestedChecks([{ ...check, template }], new Map([[key, nested]]))),
  ];
  const comparisons = new Map<string, StackComparison>();
  for (const one of all) {
    const { account, region } = one.stack;
    await detections.pace(
      { account, region, service: "cloudformation", operation: "DetectStackDrift" },
      signal,
    );
    // While its turn was waited for a change may have begun: then it waits for the end of that.
    if (!state.isQuiet(stack)) return;
    for (const [name, comparison] of await eyes.compareStacks([one], patience, signal)) {
      comparisons.set(name, comparison);
      if (comparison.kind === "not-compared" && comparison.reason === "Throttled") paces.refused(one.stack);
    }
  }
  const now = clock.now().getTime();
  // Said before it is known whether the stack still is as it was: it is not compared again at once either way.
  stack.compareAt = now + settings.compareEveryMilliseconds;
  const unchanged = await eyes.isUnchanged(check, signal);
  if (unchanged.kind === "present" && !unchanged.value) stack.isStale = true;
  if (!state.isQuiet(stack)) return;
  const facts = factsOf(stack);
  const found = liveStacksOf(
    target,
    { id, template: { kind: "read", template }, parameters },
    {
      nested: nested === undefined ? new Map() : new Map([[key, nested]]),
      comparisons,
      facts: facts === undefined ? new Map() : new Map([[key, facts]]),
    },
  );
  const parts = found.stacks.map(comparedPart);
  const findings = [...parts.flatMap((part) => part.findings), ...found.deleted];
  const unchecked = [
    ...parts.flatMap((part) => part.unchecked),
    ...(found.missing === undefined ? [] : [found.missing]),
  ];
  stack.compared = { findings, unchecked, isComplete: unchecked.length === 0, ...countsOf(found.stacks) };
  if (findings.length > 0 || unchecked.length > 0)
    stack.compareAt = now + Math.min(driftedAgain, settings.compareEveryMilliseconds);
  state.publish(stack);
}
