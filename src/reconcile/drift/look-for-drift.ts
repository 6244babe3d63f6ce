import type { DriftIgnoreRule, DriftReport } from "../../domain/drift.ts";
import type { DriftEyes, LiveFacts, NestedStack, StackComparison } from "../../domain/drift-eyes.ts";
import type { Observed } from "../../domain/observed.ts";
import { stackKey } from "../../domain/stack.ts";
import { type DriftInput, driftReport } from "../../drift/drift-report.ts";
import type { Eyes } from "../eyes.ts";
import { look, type Look } from "../look.ts";
import type { Subject } from "../subject.ts";
import { checkOf, hasNested, isScaled, nestedChecks, stacksToCheck } from "./stacks-to-check.ts";
import { withCulprits } from "./culprits.ts";

/** How thoroughly to look. */
export interface DriftLookOptions {
  /** How long CloudFormation's comparisons are waited for, in milliseconds. */
  readonly patienceMilliseconds: number;
  readonly rules: readonly DriftIgnoreRule[];
  /** Whether CloudTrail is asked who did it. */
  readonly culprits: boolean;
}

/**
 * One look at an application in all three layers: what Git asks and what is deployed, as for a plan; then the stacks that those nest;
 * then, side by side, CloudFormation's comparison of every stack and what is read directly; then who did it.
 */
export async function lookForDrift(
  eyes: Eyes,
  drift: DriftEyes,
  subject: Subject,
  options: DriftLookOptions,
  signal: AbortSignal,
): Promise<{ readonly report: DriftReport; readonly seen: Look }> {
  const seen = await look(eyes, subject, signal);
  const stacks = stacksToCheck(seen);
  const nested = await readNested(drift, stacks, signal);
  const all = [...stacks.map(checkOf), ...nestedChecks(stacks, nested)];
  const [comparisons, facts] = await Promise.all([
    drift.compareStacks(all, options.patienceMilliseconds, signal),
    readFacts(drift, stacks, signal),
  ]);
  const input = inputOf(seen, { nested, comparisons, facts }, options.rules, eyes.clock.now());
  const report = driftReport(input);
  const named = options.culprits
    ? await withCulprits(drift, report, new Map(all.map((one) => [stackKey(one.stack), one])), signal)
    : report;
  return { report: named, seen };
}

/** What was found out besides a look. */
interface DriftFacts {
  readonly nested: ReadonlyMap<string, Observed<readonly NestedStack[]>>;
  readonly comparisons: ReadonlyMap<string, StackComparison>;
  readonly facts: ReadonlyMap<string, Observed<LiveFacts>>;
}

/** The input of a report, out of a look and what was found out besides. */
function inputOf(seen: Look, facts: DriftFacts, rules: readonly DriftIgnoreRule[], now: Date): DriftInput {
  return {
    application: seen.plan.application,
    environments: seen.plan.environments.map(({ environment }) => environment),
    wishes: seen.wishes,
    observed: seen.observed,
    ...facts,
    rules,
    today: now.toISOString().slice(0, 10),
  };
}

type Checks = ReturnType<typeof stacksToCheck>;

/** The stacks that stacks nest; only those whose template has any are asked about. */
async function readNested(
  drift: DriftEyes,
  stacks: Checks,
  signal: AbortSignal,
): Promise<DriftFacts["nested"]> {
  const nesting = stacks.filter(hasNested);
  const answers = await Promise.all(
    nesting.map(
      async (one) => [stackKey(one.stack), await drift.nestedStacks(checkOf(one), signal)] as const,
    ),
  );
  return new Map(answers);
}

/** What runs of every workload's stack. */
function readFacts(drift: DriftEyes, stacks: Checks, signal: AbortSignal): Promise<DriftFacts["facts"]> {
  const services = stacks
    .filter((one) =>
      Object.values(one.template.Resources).some(({ Type: type }) => type === "AWS::ECS::Service"),
    )
    .map((one) => ({ ...checkOf(one), isScaled: isScaled(one) }));
  return drift.readLive(services, signal);
}
