import { isUnbounded } from "../iam/breadth.ts";
import { isDataAction, isNamedRead } from "../iam/data-actions.ts";
import type { PolicyRule } from "../rule.ts";

/** Reads that are named, in everybody's tables and queues. */
export const broadRead: PolicyRule = {
  code: "broad-read",
  severity: "warn",
  judges: "additions",
  stops: "a read by its name on all tables, queues or streams of the account",
  reason: "It reads what other environments and applications keep in the same account.",
  remedy: "Name the resource: `!GetAtt Table.Arn`.",
  judge: ({ documents, judged }) =>
    documents
      .filter(({ kind }) => kind === "identity")
      .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
      .filter((statement) => isUnbounded(statement, judged))
      .flatMap(({ pointer, actions }) =>
        actions
          .filter((action) => isDataAction(action) && isNamedRead(action))
          .map((action) => ({ pointer, what: `allows ${action} on all resources` })),
      ),
};
