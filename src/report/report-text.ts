import type { EnvironmentPlan } from "../domain/plan.ts";
import type { Report, StepOutcome, WorkloadHealth } from "../domain/report.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { type Paint, plain } from "./paint.ts";
import { findingLine } from "./finding-line.ts";
import { behindLines, environmentHeading, featureLines, heldLines, placesText } from "./plan-text.ts";
import { stepWords } from "./step-words.ts";

/** What came of a sync, for a terminal, a pipe or a file. */
export function reportText(report: Report, paint: Paint = plain): string {
  const blocks = report.plan.environments.map((environment) => environmentText(report, environment, paint));
  const title = paint.strong(report.plan.application);
  return `${[title, ...blocks, ...placesText(report.plan, paint), summary(report)].join("\n\n")}\n`;
}

function environmentText(report: Report, plan: EnvironmentPlan, paint: Paint): string {
  const outcomes = report.outcomes.filter((outcome) => outcome.step.environment === plan.environment);
  const health = report.health.filter((item) => item.environment === plan.environment);
  const lines = [
    paint.strong(environmentHeading(plan)),
    ...behindLines(plan, paint),
    ...featureLines(plan, paint),
    ...outcomes.flatMap((outcome) => outcomeLines(outcome, paint)),
    ...plan.held.flatMap((held) => heldLines(held, paint)),
    ...plan.inSync.map((workload) => paint.good(`  = ${workload}: in sync`)),
    ...health.filter((item) => item.status !== "Healthy").map((item) => healthLine(item, paint)),
    ...plan.warnings.map((finding) => paint.warn(`  ? ${findingLine(finding)}`)),
  ];
  return lines.join("\n");
}

function outcomeLines(outcome: StepOutcome, paint: Paint): readonly string[] {
  const { step } = outcome;
  const what = `${nameInEnvironment(step)}: ${stepWords(step)}`;
  switch (outcome.kind) {
    case "applied":
      return [paint.good(`  ✓ ${what}, because ${step.because.join("; ")}`)];
    case "nothing-to-do":
      return [paint.good(`  = ${what}: CloudFormation found nothing to change`)];
    case "skipped":
      return [paint.warn(`  · ${what}: not done, ${outcome.reason}: ${outcome.because}`)];
    case "failed": {
      const { reason, message, remedy } = outcome.failure;
      return [
        paint.bad(`  ✗ ${what}: ${reason}: ${message}`),
        ...(remedy === undefined ? [] : [`      → ${remedy}`]),
      ];
    }
  }
}

function healthLine(health: WorkloadHealth, paint: Paint): string {
  const line = `  ♥ ${health.workload}: ${health.status}, ${health.message}`;
  return health.status === "Degraded" || health.status === "Unknown" ? paint.bad(line) : paint.warn(line);
}

function summary(report: Report): string {
  const count = (kind: StepOutcome["kind"]): number =>
    report.outcomes.filter((outcome) => outcome.kind === kind).length;
  const held = report.plan.environments.flatMap((environment) => environment.held).length;
  const inSync = report.plan.environments.flatMap((environment) => environment.inSync).length;
  return `${count("applied")} applied, ${count("failed")} failed, ${count("skipped")} not done, ${held} held, ${inSync} in sync.`;
}
