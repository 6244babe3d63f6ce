import { coversAction } from "../iam/action-pattern.ts";
import { workloadPrefix } from "../names.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Handing roles to services. */
export const passRole: PolicyRule = {
  code: "pass-role",
  severity: "stop",
  judges: "additions",
  stops: "`iam:PassRole` for anything but a role of the same template or of the workload",
  reason:
    "Whoever may pass a role can have a service act with it. The environment's own CFNExecutionRole is nearly an administrator.",
  remedy: "Name one role that stands in the same template: `Resource: !GetAtt TheRole.Arn`.",
  judge: (facts) => rolesNamedBy(facts, ["iam:PassRole"], "passing"),
};

/** Offences of statements that allow an action on roles which are not the workload's own. */
export function rolesNamedBy(
  facts: PartFacts,
  wanted: readonly string[],
  verb: string,
): readonly { readonly pointer: string; readonly what: string }[] {
  return facts.documents
    .filter(({ kind }) => kind === "identity")
    .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
    .flatMap((statement) => {
      const isMeant = statement.actions.some(
        (pattern) => /[^*?:]/.test(pattern) && wanted.some((action) => coversAction(pattern, action)),
      );
      if (!isMeant) return [];
      const all = statement.notResources.length > 0 ? ["everything but what `NotResource` lists"] : [];
      const foreign = [...all, ...statement.resources.filter((text) => !isOwnRole(text, facts))];
      return foreign.map((text) => ({ pointer: statement.pointer, what: `allows ${verb} the role ${text}` }));
    });
}

/** A role of the same template, of the parent stack, or by a name that only the workload's own roles have. */
function isOwnRole(text: string, facts: PartFacts): boolean {
  if (facts.ownReference(text)?.Type === "AWS::IAM::Role" || /^\$\{parent:[^}]+\}$/.test(text)) return true;
  const { account } = facts.judged;
  const prefix = workloadPrefix(facts);
  const name = /^arn:[^:]*:iam::([^:]*):role\/(.*)$/.exec(text);
  if (name === null || prefix === undefined) return false;
  return name[1] === account && (name[2] ?? "").startsWith(prefix);
}
