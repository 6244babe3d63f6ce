import type { PolicyRule } from "../rule.ts";

/** Permissions that nobody can read. */
export const unreadablePolicy: PolicyRule = {
  code: "unreadable-policy",
  severity: "stop",
  judges: "additions",
  stops: "actions that are put together from what is only known when the stack is deployed",
  reason:
    "What a policy allows has to stand in the commit: an action that is looked up elsewhere can be changed there after review.",
  remedy: "Write the actions out.",
  judge: ({ documents }) =>
    documents
      .filter(({ kind }) => kind !== "trust")
      .flatMap(({ statements }) => statements)
      .flatMap((statement) => {
        const [unclear] = [...statement.actions, ...statement.notActions].filter((action) =>
          /\$\{|\{\{/.test(action),
        );
        return unclear === undefined
          ? []
          : [{ pointer: statement.pointer, what: `has the action ${unclear}` }];
      }),
};
