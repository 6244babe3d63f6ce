import { type EnvironmentPlan, isAtCommit, pendingHolds } from "../domain/plan.ts";
import type { Report, WorkloadHealth } from "../domain/report.ts";
import { shortCommit } from "../domain/revision.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { type Paint, plain } from "./paint.ts";
import { heldLines } from "./plan-text.ts";

/** Which environment is at which commit and how it runs; where one is not at its commit, every reason why (design.md 4). */
export function statusText(report: Pick<Report, "plan" | "health">, paint: Paint = plain): string {
  const blocks = report.plan.environments.map((plan) => {
    const health = report.health.filter((item) => item.environment === plan.environment);
    return [paint.strong(statusLine(plan)), ...workloadLines(plan, health, paint)].join("\n");
  });
  return `${paint.strong(report.plan.application)}\n\n${blocks.join("\n\n")}\n`;
}

/** One line: where an environment stands. */
function statusLine(plan: EnvironmentPlan): string {
  const { environment, revision, steps, mode, inSync } = plan;
  if (revision === undefined) return `${environment}: no commit to be at (${mode})`;
  const at = `${revision.branch}@${shortCommit(revision.commit)}`;
  if (isAtCommit(plan)) return `${environment}: at ${at} (${mode})`;
  const holds = pendingHolds(plan);
  if (holds.some((item) => item.workload === undefined)) return `${environment}: not at ${at} (${mode})`;
  const pending = new Set([...steps.map(nameInEnvironment), ...holds.flatMap((item) => item.workload ?? [])]);
  return `${environment}: not at ${at} (${mode}), ${pending.size} of ${pending.size + inSync.length} workloads differ`;
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
