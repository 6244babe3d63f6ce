import type { EnvironmentPlan, Plan, Step } from "../domain/plan.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { findingLine } from "./finding-line.ts";
import { changeLines } from "./change-lines.ts";
import { inconsistencyLine } from "./inconsistency-lines.ts";
import { environmentHeading, impactSentences, summaryLine } from "./plan-text.ts";
import { removalLines } from "./removal-lines.ts";
import { stepWords } from "./step-words.ts";

/** A plan for a pull request or a page: the words of the text, with the differences folded away. */
export function planMarkdown(plan: Plan): string {
  return [
    `### ${plan.application}`,
    ...plan.environments.map(environmentMarkdown),
    ...placesMarkdown(plan),
    summaryLine(plan),
    "",
  ].join("\n\n");
}

function placesMarkdown({ inconsistencies }: Plan): readonly string[] {
  if (inconsistencies.length === 0) return [];
  const lines = inconsistencies
    .map(inconsistencyLine)
    .flatMap(({ places, text, remedy }) => [
      `- ≠ ${text} (${places})`,
      ...(remedy === undefined ? [] : [`  - ${remedy}`]),
    ]);
  return [["#### Git, Parameter Store and CloudFormation disagree", "", ...lines].join("\n")];
}

function environmentMarkdown(plan: EnvironmentPlan): string {
  const lines = [
    `#### ${environmentHeading(plan)}`,
    "",
    ...(plan.featuresOff ?? []).flatMap(({ feature, message, remedy }) => [
      `- ∅ without ${feature}: ${message}`,
      ...(remedy === undefined ? [] : [`  - ${remedy}`]),
    ]),
    ...plan.steps.flatMap(stepMarkdown),
    ...plan.held.flatMap((held) => [
      `- ⚠ **${nameInEnvironment(held)}** held, ${held.reason}: ${held.message}`,
      ...held.findings.map((finding) => `  - \`${findingLine(finding)}\``),
      ...(held.remedy === undefined ? [] : [`  - ${held.remedy}`]),
    ]),
    ...plan.inSync.map((workload) => `- ${workload}: in sync`),
  ];
  return lines.join("\n");
}

function stepMarkdown(step: Step): readonly string[] {
  const head = `- **${nameInEnvironment(step)}**: ${stepWords(step)}, because ${step.because.join("; ")}`;
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return [
        head,
        ...impactSentences(step).map((line) => `  - ${line}`),
        ...(step.changes.length === 0 ? [] : [folded(step.changes.length, changeLines(step.changes))]),
      ];
    case "delete-stack":
      return [head, ...removalLines(step).map((line) => `  - ${line}`)];
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "redeploy":
    case "heal":
    case "delete-failed-create":
    case "continue-rollback":
      return [head];
  }
}

function folded(count: number, lines: readonly string[]): string {
  const noun = count === 1 ? "difference" : "differences";
  return `  <details><summary>${count} ${noun}</summary>\n\n  \`\`\`\n${lines.map((line) => `  ${line}`).join("\n")}\n  \`\`\`\n  </details>`;
}
