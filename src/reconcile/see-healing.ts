import type { DriftEyes, LiveFacts } from "../domain/drift-eyes.ts";
import { findingsOf, type DriftFinding } from "../domain/drift.ts";
import { type DueHeal, type Healings, healingBrake } from "../domain/healing.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { RecordedState } from "../domain/records.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import { absent, type Observed } from "../domain/observed.ts";
import { type ObservedStack, operationOf, stackKey } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { fixesOf } from "../drift/healing.ts";
import { withIgnored } from "../drift/ignore.ts";
import { liveServiceFindings } from "../drift/live-service.ts";
import { type CheckableStack, checkOf, isScaled } from "./drift/stacks-to-check.ts";
import type { Subject } from "./subject.ts";

/** What the look has found before. */
interface Seen {
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
  readonly at: Date;
}

interface Candidate {
  readonly environment: string;
  readonly workload: string;
  readonly stack: ObservedStack;
  readonly check: CheckableStack;
}

/**
 * Which running services have settings that somebody has changed live, in the environments that are healed; nothing is asked for the
 * others. Read anew in each look, and so by each process that looks: what is approved on the command line is what the loop has planned.
 * What an operator's rule lets pass is left as it is, and so is a service that is being rolled out.
 */
export async function seeHealing(
  drift: DriftEyes | undefined,
  subject: Subject,
  { observed, records, at }: Seen,
  signal: AbortSignal,
): Promise<readonly DueHeal[]> {
  const today = at.toISOString().slice(0, 10);
  const candidates = subject.environments.flatMap(({ environment, heal = "report", roles }) =>
    heal === "report" ? [] : candidatesIn(observed, environment, roles ?? {}),
  );
  if (drift === undefined || candidates.length === 0) return [];
  const checks = candidates.map(({ check }) => checkOf(check));
  const scaled = candidates.filter(({ check }) => isScaled(check)).map(({ check }) => checkOf(check));
  const [services, scaling] = await Promise.all([
    drift.readServices(checks, signal),
    scaled.length === 0 ? new Map<string, LiveFacts["scaling"]>() : drift.readScaling(scaled, signal),
  ]);
  return candidates.flatMap((candidate) => {
    const key = stackKey(candidate.check.stack);
    const read = services.get(key);
    const isRunning = read?.kind === "present" && read.value.service.kind === "present";
    if (!isRunning || !isSteady(read.value.service)) return [];
    const facts = { ...read.value, scaling: scaling.get(key) ?? absent, secrets: new Map() };
    return dueIn(candidate, facts, subject, today).map((due) => ({
      ...due,
      healedAt: healedWithin(records.healings, due, at),
    }));
  });
}

/** When settings of a workload's service were put back within the time of the brake. */
function healedWithin(healings: readonly Healings[], target: Target, now: Date): readonly Date[] {
  const { healed = [] } = healings.find((one) => isSameTarget(one, target)) ?? {};
  return healed.filter((at) => now.getTime() - at.getTime() < healingBrake.within);
}

/** Neither being deleted nor rolled out. */
function isSteady(service: LiveFacts["service"]): boolean {
  return service.kind === "present" && service.value.status === "ACTIVE" && !service.value.isDeploying;
}

function candidatesIn(
  observed: ObservedApplication,
  environment: string,
  roles: CheckableStack["roles"],
): readonly Candidate[] {
  const found = observed.environments.get(environment);
  if (found?.record.kind !== "present") return [];
  const { value: record } = found.record;
  return [...found.workloads].flatMap(([workload, stack]) => {
    const deployed = atRest(stack);
    if (deployed?.template.kind !== "read") return [];
    const { template } = deployed.template;
    if (!Object.values(template.Resources).some(({ Type: type }) => type === "AWS::ECS::Service")) return [];
    const check = { record, roles, stack: deployed.id, asOf: operationOf(deployed), template };
    return [{ environment, workload, stack: deployed, check }];
  });
}

function atRest(stack: Observed<ObservedStack>): ObservedStack | undefined {
  return stack.kind === "present" && situationOf(stack.value.status) === "ready" ? stack.value : undefined;
}

function dueIn(
  { environment, workload, stack, check }: Candidate,
  facts: LiveFacts,
  subject: Subject,
  today: string,
): readonly Omit<DueHeal, "healedAt">[] {
  const target = { environment, workload };
  const found = liveServiceFindings({
    target,
    stack: stack.id,
    template: check.template,
    parameters: stack.parameters,
    facts,
  });
  const fixes = fixesOf(notIgnored(target, found, subject, today), isScaled(check));
  const lastChanged = (stack.updatedAt ?? stack.createdAt).toISOString();
  return fixes.length === 0 ? [] : [{ environment, workload, stack: stack.id, lastChanged, fixes }];
}

function notIgnored(
  target: { readonly environment: string; readonly workload: string },
  findings: readonly DriftFinding[],
  { drift }: Subject,
  today: string,
): readonly DriftFinding[] {
  const other = { kind: "in-sync" } as const;
  const live = { kind: "drifted", findings } as const;
  return findingsOf(
    withIgnored({ ...target, layers: { git: other, template: other, live } }, drift?.ignore ?? [], today),
  );
}
