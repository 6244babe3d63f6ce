import type { DriftFinding, DriftLayer } from "../domain/drift.ts";
import { driftTitle } from "../domain/drift-standing.ts";
import type { Happening } from "../domain/happening.ts";
import { type EnvironmentPlan, type Held, isAtCommit, type Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";

/** One line of the journal: what was decided or done, about what, and why. Values of templates and parameters are never in it. */
export interface JournalEntry {
  readonly at: string;
  readonly application: string;
  readonly event:
    | "commit"
    | "planned"
    | "held"
    | "no-longer-held"
    | "at-commit"
    | "step-began"
    | `step-${StepOutcome["kind"]}`
    | "pass-failed"
    | "looks-again"
    | "drift-found"
    | "drift-gone";
  readonly environment?: string;
  readonly workload?: string;
  readonly commit?: string;
  /** Digest of the step, as approvals name it. */
  readonly step?: string;
  readonly reason?: string;
  readonly because?: string;
  /** Of drift: its layer, and what departs how, by name. */
  readonly layer?: DriftLayer;
  readonly difference?: string;
  /** Of drift: ARN of whoever made the call, where CloudTrail was asked and knows it. */
  readonly by?: string;
}

/** What the journal has of each environment, so that a decision that stands is written once. */
export interface Written {
  readonly environments: ReadonlyMap<string, Decided>;
  /** What could not be looked at, by application. */
  readonly failures: ReadonlyMap<string, string>;
}

interface Decided {
  readonly commit: string | undefined;
  readonly steps: ReadonlySet<string>;
  readonly held: ReadonlyMap<string, Held>;
  readonly isAtCommit: boolean;
}

/** A journal that nothing was written to by this process. */
export const nothingWritten: Written = { environments: new Map(), failures: new Map() };

/** The lines that something that happened adds, and what is written after it. Pure. */
export function journalEntries(
  written: Written,
  happening: Happening,
): { readonly entries: readonly JournalEntry[]; readonly written: Written } {
  const base = { at: happening.at.toISOString(), application: happening.application };
  const { failures } = written;
  switch (happening.kind) {
    case "looked": {
      const again: readonly JournalEntry[] = failures.has(base.application)
        ? [{ ...base, event: "looks-again" }]
        : [];
      const environments = new Map(written.environments);
      const decided = happening.plan.environments.flatMap((plan) => {
        const key = `${base.application}/${plan.environment}`;
        const before = environments.get(key);
        const now = decidedIn(plan);
        environments.set(key, now);
        return decisions(before, now, plan).map((entry) => ({
          ...base,
          environment: plan.environment,
          ...entry,
        }));
      });
      const left = new Map([...failures].filter(([application]) => application !== base.application));
      return { entries: [...again, ...decided], written: { environments, failures: left } };
    }
    case "pass-failed": {
      const { reason, message } = happening.failure;
      const text = `${reason}: ${message}`;
      if (failures.get(base.application) === text) return { entries: [], written };
      return {
        entries: [{ ...base, event: "pass-failed", reason, because: message }],
        written: { ...written, failures: new Map(failures).set(base.application, text) },
      };
    }
    case "step-began":
      return { entries: [{ ...base, event: "step-began", ...aboutStep(happening.step) }], written };
    case "step-ended":
      return { entries: [{ ...base, ...ended(happening.outcome) }], written };
    case "drift-looked": {
      const { found, gone } = happening;
      const entries = [
        ...gone.map((finding) => ({ ...base, event: "drift-gone", ...aboutDrift(finding) }) as const),
        ...found.map((finding) => ({ ...base, event: "drift-found", ...aboutDrift(finding) }) as const),
      ];
      return { entries, written };
    }
    case "step-progressed":
    case "pass-ended":
      return { entries: [], written };
  }
}

/** Names only: a line of the journal has no values. */
function aboutDrift(finding: DriftFinding): Omit<JournalEntry, "at" | "application" | "event"> {
  const { environment, workload, layer, cause } = finding;
  return {
    environment,
    ...named(workload),
    layer,
    difference: driftTitle(finding),
    ...(cause === undefined ? {} : { reason: cause.kind }),
    ...(cause?.by === undefined ? {} : { by: cause.by }),
  };
}

function decidedIn(plan: EnvironmentPlan): Decided {
  return {
    commit: plan.revision?.commit,
    steps: new Set(plan.steps.map((step) => step.digest)),
    held: new Map(plan.held.map((held) => [`${held.workload ?? ""} ${held.reason}`, held])),
    isAtCommit: isAtCommit(plan),
  };
}

type Decision = Omit<JournalEntry, "at" | "application" | "environment">;

function decisions(before: Decided | undefined, now: Decided, plan: EnvironmentPlan): readonly Decision[] {
  const commit = now.commit === undefined ? {} : { commit: now.commit };
  const moved = now.commit !== undefined && now.commit !== before?.commit;
  return [
    ...(moved ? [{ event: "commit", ...commit } as const] : []),
    ...plan.steps
      .filter((step) => before?.steps.has(step.digest) !== true)
      .map((step) => ({ event: "planned", ...commit, ...aboutStep(step) }) as const),
    ...[...now.held]
      .filter(([key]) => before?.held.has(key) !== true)
      .map(([, held]) => ({ event: "held", ...aboutHold(held) }) as const),
    ...[...(before?.held ?? [])]
      .filter(([key]) => !now.held.has(key))
      .map(([, { reason, workload }]) => ({ event: "no-longer-held", reason, ...named(workload) }) as const),
    ...(now.isAtCommit && (before?.isAtCommit !== true || moved)
      ? [{ event: "at-commit", ...commit } as const]
      : []),
  ];
}

function aboutHold({ reason, message, workload }: Held): Omit<Decision, "event"> {
  return { reason, because: message, ...named(workload) };
}

function aboutStep(step: Step): Omit<Decision, "event"> & { readonly environment: string } {
  const { environment, workload, digest, because } = step;
  return { environment, ...named(workload), step: digest, because: because.join("; ") };
}

function ended(outcome: StepOutcome): Omit<JournalEntry, "at" | "application"> {
  const { environment, workload, digest } = outcome.step;
  const base = { event: `step-${outcome.kind}`, environment, ...named(workload), step: digest } as const;
  switch (outcome.kind) {
    case "applied":
    case "nothing-to-do":
      return base;
    case "failed":
      return { ...base, reason: outcome.failure.reason, because: outcome.failure.message };
    case "skipped":
      return { ...base, reason: outcome.reason, because: outcome.because };
  }
}

function named(workload: string | undefined): { readonly workload?: string } {
  return workload === undefined ? {} : { workload };
}
