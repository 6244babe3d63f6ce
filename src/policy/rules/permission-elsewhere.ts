import type { PolicyRule } from "../rule.ts";
import { ownerIn } from "./other-environment.ts";

/** Permissions on what others own by name. */
export const permissionElsewhere: PolicyRule = {
  code: "permission-elsewhere",
  severity: "stop",
  judges: "additions",
  stops:
    "permissions on resources that are named after another environment or application, or are Copilot's or Autoland's records",
  reason: "A workload of develop that may write production's table is a way around production's reviewers.",
  remedy: "Put `${App}-${Env}-` into the name, so that each environment's policy names its own resource.",
  judge: (facts) =>
    facts.documents
      .filter(({ kind }) => kind === "identity")
      .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
      .flatMap(({ pointer, resources }) =>
        resources.flatMap((text) => {
          const owner = ownerIn(text, facts);
          return owner === undefined
            ? []
            : [{ pointer, what: `allows access to ${text}, which belongs to ${owner}` }];
        }),
      ),
};
