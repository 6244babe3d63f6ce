import { type EnvironmentPlan, isAtCommit, isDeployed, pendingHolds } from "../domain/plan.ts";
import type { Reason, Report, WorkloadHealth } from "../domain/report.ts";
import { shortCommit } from "../domain/revision.ts";
import { nameInEnvironment } from "../domain/target.ts";
import type { KnownDrift } from "../domain/drift-standing.ts";
import { type Paint, plain } from "./paint.ts";
import { featureLines, heldLines } from "./plan-text.ts";

/** What a status is made of. */
export interface Status extends Pick<Report, "plan" | "health" | "reasons"> {
  /** Absent: it is not told of here. */
  readonly drift?: KnownDrift;
}

/** Which environment is at which commit and how it runs; where one is not at its branch's head, every reason why (design.md 4). */
export function statusText(report: Status, paint: Paint = plain): string {
  const blocks = report.plan.environments.map((plan) => {
    const health = report.health.filter((item) => item.environment === plan.environment);
    const reasons = report.reasons.filter((item) => item.environment === plan.environment);
    return [
      paint.strong(statusLine(plan)),
      ...featureLines(plan, paint),
      ...workloadLines(plan, health, paint),
      ...reasonLines(plan, reasons, paint),
      ...driftLines(plan.environment, report.drift, paint),
    ].join("\n");
  });
  return `${paint.strong(report.plan.application)}\n\n${blocks.join("\n\n")}\n`;
}

/** One line: where an environment stands. */
function statusLine(plan: EnvironmentPlan): string {
  const { environment, revision, steps, mode, inSync, behind } = plan;
  if (revision === undefined) return `${environment}: no commit to be at (${mode})`;
  const at = `${revision.branch}@${shortCommit(revision.commit)}`;
  if (isAtCommit(plan)) return `${environment}: at ${at} (${mode})`;
  if (isDeployed(plan) && behind !== undefined)
    return `${environment}: at ${at} (${mode}), behind ${behind.head.branch}@${shortCommit(behind.head.commit)}`;
  const holds = pendingHolds(plan);
  if (holds.some((item) => item.workload === undefined)) return `${environment}: not at ${at} (${mode})`;
  const pending = new Set([...steps, ...holds].flatMap((item) => item.workload ?? []));
  const own = steps.some((step) => step.workload === undefined) ? "its own stack and " : "";
  return `${environment}: not at ${at} (${mode}), ${own}${pending.size} of ${pending.size + inSync.length} workloads differ`;
}

/** What keeps planned steps, and the head of the branch, from being carried out; what is held has said so already. */
function reasonLines(plan: EnvironmentPlan, reasons: readonly Reason[], paint: Paint): readonly string[] {
  const said = new Set(plan.held.map(({ reason, message }) => `${reason} ${message}`));
  return reasons
    .filter(({ reason, message }) => !said.has(`${reason} ${message}`))
    .flatMap((item) => [
      paint.warn(`  · ${nameInEnvironment(item)}: ${item.reason}: ${item.message}`),
      ...(item.remedy === undefined ? [] : [`      → ${item.remedy}`]),
    ]);
}

/** How an environment departs from what is deployed there and from its templates, as last seen: a status does not look itself. */
function driftLines(environment: string, drift: KnownDrift | undefined, paint: Paint): readonly string[] {
  if (drift === undefined) return [];
  const own =
    drift.kind === "known" ? drift.targets.filter((target) => target.environment === environment) : [];
  const look = `      → autoland drift ${environment}`;
  if (drift.kind === "not-known") return [`  ? drift: not known: ${drift.why}`, look];
  if (own.length === 0) return [`  ? drift: not known: the last report says nothing of ${environment}`, look];
  const drifted = own.filter(({ verdict }) => verdict === "drifted").map(nameInEnvironment);
  const open = own.filter(({ verdict }) => verdict === "not-checked").length;
  const rest = open === 0 ? "" : `, ${open} of ${own.length} not checked`;
  const seen = `as seen at ${drift.seen.toISOString()}`;
  return drifted.length === 0
    ? [`  = drift: none${rest}, ${seen}`]
    : [paint.warn(`  ✗ drift: ${drifted.join(", ")}${rest}, ${seen}`), look];
}

function workloadLines(
  plan: EnvironmentPlan,
  health: readonly WorkloadHealth[],
  paint: Paint,
): readonly string[] {
  const running = new Map(health.map((item) => [item.workload, item]));
  const how = (workload: string): string => {
    const item = running.get(workload);
    return item === undefined ? "" : ` · ${item.status}, ${item.message}`;
  };
  const pending = Map.groupBy(plan.steps, nameInEnvironment);
  return [
    ...[...pending].map(([workload, steps]) => {
      const because = steps.flatMap((step) => step.because).join("; ");
      return paint.change(`  ~ ${workload}: to be changed, because ${because}${how(workload)}`);
    }),
    ...plan.held.flatMap((held) => heldLines(held, paint)),
    ...plan.inSync.map((workload) => paint.good(`  = ${workload}: in sync${how(workload)}`)),
  ];
}
