import { coversAction } from "../iam/action-pattern.ts";
import { isUnbounded } from "../iam/breadth.ts";
import type { Statement } from "../iam/policy-documents.ts";
import type { PolicyRule } from "../rule.ts";
import { controlActions, escalatingActions } from "../iam/dangerous-actions.ts";

/** Rights with which one gives oneself further rights. */
export const iamEscalation: PolicyRule = {
  code: "iam-escalation",
  severity: "stop",
  judges: "additions",
  stops:
    "permissions that lead to more permissions: changing IAM, stacks, keys, or other people's functions and tasks",
  reason:
    "Whoever may write a role's policy, update a stack or replace a function's code has every permission that is behind it.",
  remedy:
    "Leave these actions to the people and pipelines that own the resources, or name the workload's own resource.",
  judge: ({ documents, judged }) =>
    documents
      .filter(({ kind }) => kind === "identity")
      .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
      .flatMap((statement) => {
        const found = escalations(statement, isUnbounded(statement, judged));
        if (found.length === 0) return [];
        return [{ pointer: statement.pointer, what: `allows ${shortList(found)}` }];
      }),
};

function escalations(statement: Statement, isOnAll: boolean): readonly string[] {
  // A bare `*`, and all actions of a service on everything, are iam-wildcard's.
  const patterns = statement.actions.filter(
    (action) => /[^*?:]/.test(action) && !(isOnAll && /:[*]+$/.test(action)),
  );
  const covered = (actions: readonly string[]): readonly string[] =>
    actions.filter((action) => patterns.some((pattern) => coversAction(pattern, action)));
  return [...covered(escalatingActions), ...(isOnAll ? covered(controlActions) : [])];
}

function shortList(actions: readonly string[]): string {
  const shown = actions.slice(0, 3).join(", ");
  return actions.length > 3 ? `${shown} and ${actions.length - 3} more of the kind` : shown;
}
