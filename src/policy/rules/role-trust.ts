import type { Principal } from "../iam/principals.ts";
import { namesCallers, accountsIn } from "../iam/conditions.ts";
import type { Statement } from "../iam/policy-documents.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Who may become a role. */
export const roleTrust: PolicyRule = {
  code: "role-trust",
  severity: "stop",
  judges: "additions",
  stops: "roles that strangers may assume: anyone, other accounts, identity providers",
  reason: "A trust policy is a door: what the role may do, whoever is trusted may do from outside.",
  remedy: "Trust the service that uses the role, such as `Principal: { Service: ecs-tasks.amazonaws.com }`.",
  judge: (facts) =>
    facts.documents
      .filter(({ kind }) => kind === "trust")
      .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
      .flatMap((statement) =>
        [...new Set(strangersIn(statement, facts))].map((who) => ({
          pointer: statement.pointer,
          what: `trusts ${who}`,
        })),
      ),
};

function strangersIn(statement: Statement, facts: PartFacts): readonly string[] {
  return statement.principals.flatMap((principal) => strangerOf(principal, statement, facts) ?? []);
}

function strangerOf(principal: Principal, statement: Statement, facts: PartFacts): string | undefined {
  const { account } = facts.judged;
  switch (principal.kind) {
    case "anyone": {
      if (!namesCallers(statement.condition)) return "anyone";
      const foreign = accountsIn(statement.condition).find((named) => named !== account);
      return foreign === undefined ? undefined : `account ${foreign}`;
    }
    case "account":
      return principal.account === account ? undefined : `account ${principal.account}`;
    case "service":
      return /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(principal.name)
        ? undefined
        : `the service ${principal.name}`;
    case "federated":
      return isOwnIdentityPool(principal.text, statement, facts)
        ? undefined
        : `the identity provider ${principal.text}`;
    case "named":
      return isKnown(principal.text, facts) ? undefined : principal.text;
  }
}

/** Users of an identity pool of the same template, and of no other. */
function isOwnIdentityPool(text: string, { condition }: Statement, facts: PartFacts): boolean {
  if (text !== "cognito-identity.amazonaws.com") return false;
  const told = JSON.stringify(condition ?? {});
  return (
    told.includes("cognito-identity.amazonaws.com:aud") &&
    [...facts.resources].some(
      ([id, { Type: type }]) => type === "AWS::Cognito::IdentityPool" && told.includes(`"${id}"`),
    )
  );
}

function isKnown(text: string, facts: PartFacts): boolean {
  return facts.ownReference(text)?.Type === "AWS::IAM::Role" || /^\$\{parent:[^}]+\}$/.test(text);
}
