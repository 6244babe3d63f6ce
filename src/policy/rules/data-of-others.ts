import { isUnbounded } from "../iam/breadth.ts";
import { isDataAction, isNamedRead } from "../iam/data-actions.ts";
import { testsOf } from "../iam/conditions.ts";
import type { Statement } from "../iam/policy-documents.ts";
import type { PolicyRule } from "../rule.ts";

/** Reading or writing everybody's data. */
export const dataOfOthers: PolicyRule = {
  code: "data-of-others",
  severity: "stop",
  judges: "additions",
  stops: "access to all buckets, tables, queues, secrets, parameters or keys of the account",
  reason:
    "One account holds several environments and applications: a permission on all secrets is a permission on production's.",
  remedy:
    "Name the resource: `!GetAtt Table.Arn`, or the ARN with the application's and environment's names in it.",
  judge: ({ documents, judged }) =>
    documents
      .filter(({ kind }) => kind === "identity")
      .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
      .filter((statement) => isUnbounded(statement, judged) && !isThroughService(statement))
      .flatMap((statement) => {
        const actions = statement.actions.filter(touchesData);
        if (actions.length === 0) return [];
        return [
          { pointer: statement.pointer, what: `allows ${actions.slice(0, 3).join(", ")} on all resources` },
        ];
      }),
};

function touchesData(pattern: string): boolean {
  return isDataAction(pattern) && !isNamedRead(pattern);
}

/** A key that only serves through another service opens nothing that the other does not. */
function isThroughService({ condition, actions }: Statement): boolean {
  return (
    actions.every((action) => action.toLowerCase().startsWith("kms:")) &&
    testsOf(condition).some(
      ({ operator, key, values }) =>
        key === "kms:viaservice" &&
        /^String(?:Equals|Like)$/.test(operator) &&
        values.every((text) => !/^[*?]/.test(text)),
    )
  );
}
