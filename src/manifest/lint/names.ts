import { field } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkloadManifest } from "../workload-manifest.ts";
import type { LintContext } from "./lint-rule.ts";

const longestStackName = 128;
/** https://docs.aws.amazon.com/apprunner/latest/api/API_CreateService.html */
const longestAppRunnerName = 40;
const reserved = ["pipelines", "environments"];

/** Reports names that AWS or Copilot cuts, refuses or keeps for itself (copilot-model.md 0 and 2.1). */
export function lintNames(manifest: WorkloadManifest, context: LintContext, report: Report): void {
  const at = field(undefined, "name");
  const { name } = manifest;
  if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(name) || name.includes("--")) {
    const message = `${name} is no name of a workload: it begins with a letter and has lower-case letters, digits and single hyphens between them.`;
    report({ code: "invalid-name", at, message });
  }
  if (reserved.includes(name)) {
    report({ code: "invalid-name", at, message: `${name} is kept for Copilot's own folder of that name.` });
  }
  const stack = `${context.application}-${context.environment}-${name}`;
  if (stack.length > longestStackName) {
    const message = `The stack's name, ${stack}, has ${stack.length} characters; Copilot cuts it at ${longestStackName} and then cannot delete the stack.`;
    report({ code: "name-too-long", at, message });
  }
  if (manifest.type !== "Request-Driven Web Service" || stack.length <= longestAppRunnerName) return;
  const message = `The service's name, ${stack}, has ${stack.length} characters; App Runner takes ${longestAppRunnerName}.`;
  report({ code: "name-too-long", at, message });
}
