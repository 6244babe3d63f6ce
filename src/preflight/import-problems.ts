import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Observed } from "../domain/observed.ts";
import type { Problem } from "./problem.ts";

/** What is wrong with the imports of a stack. `exports` is undefined where the environment's role lets nobody look. */
export function importProblems(
  imports: readonly string[],
  exports: Observed<ReadonlySet<string>> | undefined,
  { account, region }: EnvironmentRecord,
): readonly Problem[] {
  if (imports.length === 0 || exports === undefined || exports.kind === "absent") return [];
  if (exports.kind === "unreadable") {
    return [
      {
        weight: "tell",
        reason: "PreflightIncomplete",
        message: `whether ${imports.join(", ")} is exported could not be looked up: ${exports.failure.message}`,
        remedy:
          "Allow `cloudformation:ListExports` to `environments.<name>.roles.look` (docs/permissions.md).",
      },
    ];
  }
  return imports
    .filter((name) => !exports.value.has(name))
    .map((name) => ({
      weight: "stop",
      reason: "ImportMissing",
      message: `no stack of account ${account}, ${region} exports ${name}`,
      remedy: `aws cloudformation list-exports --region ${region} --query "Exports[].Name" — deploy the stack that exports it first, or correct the name.`,
    }));
}
