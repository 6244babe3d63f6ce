import type { Principal } from "../../kernel/principal.ts";
import { evaluatePolicies, type PolicyRequest, type PolicyVerdict } from "./evaluate-policies.ts";
import { parsePolicy, type Principals } from "./policy-document.ts";
import { identityArn } from "./request-values.ts";
import { matchesPattern } from "./wildcard.ts";

/** What a resource's policy says to a caller: `delegated` allows the account, whose own policies then decide. */
export type ResourceVerdict = PolicyVerdict | "delegated";

/** What a resource's own policy (a bucket's, a repository's, a role's trust policy) says to this caller. */
export function resourcePolicyVerdict(
  policy: string | undefined,
  principal: Principal,
  request: PolicyRequest,
): ResourceVerdict {
  if (policy === undefined) return "not-mentioned";
  const named = parsePolicy(policy).map((statement) => ({
    statement,
    how: statement.principals === undefined ? "not" : howNamed(statement.principals, principal),
  }));
  const all = named.filter(({ how }) => how !== "not").map(({ statement }) => statement);
  const direct = named.filter(({ how }) => how === "directly").map(({ statement }) => statement);
  const verdict = evaluatePolicies(all, request);
  if (verdict !== "allowed") return verdict;
  return evaluatePolicies(direct, request) === "allowed" ? "allowed" : "delegated";
}

/**
 * Whether a Principal element means the caller. An account (`123456789012` or its root) means everybody in it to whom
 * the account itself gives the permission; a role means its sessions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function howNamed(principals: Principals, principal: Principal): "directly" | "by-account" | "not" {
  if (principal.kind === "service") {
    const names = [principal.service, `${principal.service}.amazonaws.com`];
    return (principals.get("Service") ?? []).some((wanted) => names.includes(wanted)) ? "directly" : "not";
  }
  const wanted = principals.get("AWS") ?? [];
  const own = ["*", principal.arn, identityArn(principal)];
  if (wanted.some((name) => own.includes(name))) return "directly";
  const account = (name: string): boolean =>
    name === principal.account || matchesPattern(`arn:*:iam::${principal.account}:root`, name);
  return wanted.some(account) ? "by-account" : "not";
}
