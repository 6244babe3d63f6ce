import type { EnvironmentPlan, Plan } from "../domain/plan.ts";
import { findingLine } from "./finding-line.ts";
import { changeLine, environmentHeading, summaryLine, verbs } from "./plan-text.ts";

/** A plan for a pull request or a page: the words of the text, with the differences folded away. */
export function planMarkdown(plan: Plan): string {
  return [
    `### ${plan.application}`,
    ...plan.environments.map(environmentMarkdown),
    summaryLine(plan),
    "",
  ].join("\n\n");
}

function environmentMarkdown(plan: EnvironmentPlan): string {
  const lines = [
    `#### ${environmentHeading(plan)}`,
    "",
    ...plan.steps.flatMap((step) => [
      `- **${step.workload}**: ${verbs[step.kind]} \`${step.stack.name}\`, because ${step.because.join("; ")}`,
      ...(step.changes.length === 0 ? [] : [folded(step.changes.map(changeLine))]),
    ]),
    ...plan.held.flatMap((held) => [
      `- ⚠ **${held.workload ?? held.environment}** held, ${held.reason}: ${held.message}`,
      ...held.findings.map((finding) => `  - \`${findingLine(finding)}\``),
      ...(held.remedy === undefined ? [] : [`  - ${held.remedy}`]),
    ]),
    ...plan.inSync.map((workload) => `- ${workload}: in sync`),
  ];
  return lines.join("\n");
}

function folded(lines: readonly string[]): string {
  const noun = lines.length === 1 ? "difference" : "differences";
  return `  <details><summary>${lines.length} ${noun}</summary>\n\n  \`\`\`\n${lines.map((line) => `  ${line}`).join("\n")}\n  \`\`\`\n  </details>`;
}
