import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { emptyBoard } from "../board/board.ts";
import { cellsOf } from "../board/cells.ts";
import { hear } from "../board/hear.ts";
import type { CallMade } from "../domain/call-made.ts";
import { countLayers } from "../domain/drift-standing.ts";
import type { Happening } from "../domain/happening.ts";
import { isAtCommit } from "../domain/plan.ts";

/** The process's figures, in Prometheus's text format. */
export interface Metrics {
  readonly tell: (happening: Happening) => void;
  /** Counts a request to AWS or GitHub. */
  readonly called: (call: CallMade) => void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Seconds. */
const stepBuckets = [5, 15, 30, 60, 120, 300, 600, 1200, 2400, 4800];
const waitBuckets = [0.001, 0.1, 0.5, 1, 5, 15, 60, 300];
const commitBuckets = [5, 15, 35, 60, 120, 300, 600, 1800, 3600, 14_400, 86_400];

/**
 * Keeps the figures of the named applications. Names and labels are stable; a test lists them. Labels are names from the
 * configuration, from Git and of AWS's operations, never values from a manifest.
 */
export function makeMetrics(applications: readonly string[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const make = figures(registers);
  let board = emptyBoard(applications);
  const commits = new Map<
    string,
    { readonly commit: string; readonly seenAt: Date; readonly isLive: boolean }
  >();
  const begun = new Map<string, Date>();

  /** From the first look that saw a commit to the one that found the environment at it. The commit that a start finds is nobody's news. */
  function followCommits({ application, at, plan }: Extract<Happening, { kind: "looked" }>): void {
    for (const environment of plan.environments) {
      const labels = { application, environment: environment.environment };
      const commit = environment.revision?.commit;
      const isLive = isAtCommit(environment);
      make.atCommit.set(labels, isLive ? 1 : 0);
      if (isLive) make.lastGood.set(labels, at.getTime() / 1000);
      if (commit === undefined) continue;
      const key = `${application}/${environment.environment}`;
      const before = commits.get(key);
      if (before?.commit !== commit) {
        commits.set(key, { commit, seenAt: at, isLive: isLive || before === undefined });
      } else if (isLive && !before.isLive) {
        make.commitToLive.observe(labels, (at.getTime() - before.seenAt.getTime()) / 1000);
        commits.set(key, { ...before, isLive: true });
      }
    }
  }

  function countTargets(application: string): void {
    const states = board.applications.get(application);
    if (states === undefined) return;
    const cells = cellsOf(states);
    for (const state of cellStates) {
      make.targets.set({ application, state }, cells.filter((cell) => cell.state === state).length);
    }
  }

  function countDriftOf({ application, standing, found, gone }: DriftLooked): void {
    for (const [layer, counts] of Object.entries(countLayers(standing.report.targets))) {
      make.drift.set({ application, layer, state: "drifted" }, counts.drifted);
      make.drift.set({ application, layer, state: "in-sync" }, counts.inSync);
      make.drift.set({ application, layer, state: "not-checked" }, counts.notChecked);
    }
    for (const { layer } of found) make.driftNews.inc({ application, layer, change: "found" });
    for (const { layer } of gone) make.driftNews.inc({ application, layer, change: "gone" });
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    called: ({ system, service, operation, result, throttled, purpose, waited }) => {
      if (purpose !== undefined && waited !== undefined)
        make.callWait.observe({ system, service, purpose }, waited / 1000);
      make.calls.inc({ system, service, operation, result });
      if (throttled) make.throttles.inc({ system, service, operation });
    },
    tell: (happening) => {
      board = hear(board, happening);
      const { application, at } = happening;
      switch (happening.kind) {
        case "looked":
          followCommits(happening);
          break;
        case "step-began":
          begun.set(happening.step.digest, at);
          break;
        case "step-progressed":
          break;
        case "step-ended": {
          const { kind, step } = happening.outcome;
          const labels = { application, environment: step.environment };
          make.steps.inc({ ...labels, step: step.kind, outcome: kind });
          const since = begun.get(step.digest);
          begun.delete(step.digest);
          if (since !== undefined) make.stepSeconds.observe(labels, (at.getTime() - since.getTime()) / 1000);
          break;
        }
        case "pass-ended":
          make.syncs.inc({ application, result: resultOf(happening) });
          break;
        case "pass-failed":
          make.syncs.inc({ application, result: "failed" });
          break;
        case "drift-looked":
          countDriftOf(happening);
          break;
      }
      countTargets(application);
    },
  };
}

const cellStates = ["in-sync", "pending", "changing", "failed", "held", "not-in-git"] as const;

type DriftLooked = Extract<Happening, { kind: "drift-looked" }>;

function resultOf({ report }: Extract<Happening, { kind: "pass-ended" }>): string {
  if (report.outcomes.some((outcome) => outcome.kind === "failed")) return "step-failed";
  return report.plan.environments.every(isAtCommit) ? "in-sync" : "pending";
}

/** Every figure, by what it is of. */
function figures(registers: Registry[]) {
  const place = ["application", "environment"] as const;
  return {
    syncs: new Counter({
      name: "autoland_syncs_total",
      help: "Passes over an application by how they ended.",
      labelNames: ["application", "result"],
      registers,
    }),
    steps: new Counter({
      name: "autoland_steps_total",
      help: "Steps that were carried out or tried, by kind and outcome.",
      labelNames: [...place, "step", "outcome"],
      registers,
    }),
    stepSeconds: new Histogram({
      name: "autoland_step_seconds",
      help: "Seconds from the begin of a step to its end.",
      labelNames: [...place],
      buckets: stepBuckets,
      registers,
    }),
    atCommit: new Gauge({
      name: "autoland_environment_at_commit",
      help: "1 when the last look found the environment at its commit, else 0.",
      labelNames: [...place],
      registers,
    }),
    lastGood: new Gauge({
      name: "autoland_environment_last_good_sync_timestamp_seconds",
      help: "When a look last found the environment at its commit, in seconds since 1970; its age is time() minus this.",
      labelNames: [...place],
      registers,
    }),
    commitToLive: new Histogram({
      name: "autoland_commit_to_live_seconds",
      help: "Seconds from the first look that saw a commit to the one that found the environment at it.",
      labelNames: [...place],
      buckets: commitBuckets,
      registers,
    }),
    targets: new Gauge({
      name: "autoland_targets",
      help: "Workloads and environments by state.",
      labelNames: ["application", "state"],
      registers,
    }),
    drift: new Gauge({
      name: "autoland_drift_targets",
      help: "Workloads and environments by layer of drift (git, template, live) and whether that layer has drifted, is in sync or was not checked.",
      labelNames: ["application", "layer", "state"],
      registers,
    }),
    driftNews: new Counter({
      name: "autoland_drift_findings_total",
      help: "Differences that looks for drift have found anew, and those that were gone again, by layer.",
      labelNames: ["application", "layer", "change"],
      registers,
    }),
    calls: new Counter({
      name: "autoland_calls_total",
      help: "Requests to AWS and GitHub by operation and result; each try counts.",
      labelNames: ["system", "service", "operation", "result"],
      registers,
    }),
    callWait: new Histogram({
      name: "autoland_call_wait_seconds",
      help: "Seconds for which requests to AWS waited for their turn in the budget, by what they were made for.",
      labelNames: ["system", "service", "purpose"],
      buckets: waitBuckets,
      registers,
    }),
    throttles: new Counter({
      name: "autoland_throttled_calls_total",
      help: "Requests that were refused for coming too often.",
      labelNames: ["system", "service", "operation"],
      registers,
    }),
  };
}
