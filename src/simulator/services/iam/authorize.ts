import type { CallContext, NeededPermission } from "../../kernel/service.ts";
import type { Decision } from "../../kernel/world.ts";
import { evaluatePolicies, type PolicyRequest } from "./evaluate-policies.ts";
import { identityPoliciesOf } from "./identity-policies.ts";
import type { Statement } from "./policy-document.ts";
import { requestValues } from "./request-values.ts";
import { resourcePolicyVerdict } from "./resource-policy.ts";

/** A resource that has a policy of its own: whose it is, and what the policy says (JSON text, absent for none). */
export interface ProtectedResource {
  readonly account: string;
  readonly policy: string | undefined;
  /** Set for a role's trust policy, without which nobody gets in, not even from the same account. */
  readonly mustAllow?: true;
}

/**
 * Decides whether the context's principal has a permission, by the identity policies as they stand now, permissions
 * boundaries and session policies. The world takes it as its authorizer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(context: CallContext, permission: NeededPermission): Decision {
  return authorizeOn(context, permission, { account: context.principal.account, policy: undefined });
}

/**
 * The same where the resource has a policy: within one account either side may allow; between accounts both must.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function authorizeOn(
  context: CallContext,
  permission: NeededPermission,
  resource: ProtectedResource,
): Decision {
  const { principal } = context;
  if (principal.kind === "service") return { allowed: true };
  const policies = identityPoliciesOf(context, principal);
  const values = requestValues(context, permission, policies?.tags ?? {});
  const request: PolicyRequest = { action: permission.action, resource: permission.resource, values };
  const byResource = resourcePolicyVerdict(resource.policy, principal, request);
  if (byResource === "denied-explicitly") return denied("with an explicit deny in a resource-based policy");
  const sameAccount = resource.account === principal.account;
  if ((!sameAccount || resource.mustAllow === true) && byResource === "not-mentioned") {
    return silent("resource-based", permission);
  }
  if (policies === undefined) return { allowed: true };
  const limit = refusalByLimits(request, [
    ["permissions boundary", policies.boundary],
    ["session policy", policies.session],
  ]);
  if (limit !== undefined) return denied(limit);
  const verdict = evaluatePolicies(policies.identity, request);
  if (verdict === "denied-explicitly") return denied("with an explicit deny in an identity-based policy");
  if (verdict === "allowed" || (sameAccount && byResource === "allowed")) return { allowed: true };
  return silent("identity-based", permission);
}

function refusalByLimits(
  request: PolicyRequest,
  limits: readonly (readonly [string, readonly Statement[] | undefined])[],
): string | undefined {
  for (const [name, statements] of limits) {
    if (statements === undefined) continue;
    const verdict = evaluatePolicies(statements, request);
    if (verdict === "denied-explicitly") return `with an explicit deny in a ${name}`;
    if (verdict === "not-mentioned") return `because no ${name} allows the ${request.action} action`;
  }
  return undefined;
}

function silent(type: "identity-based" | "resource-based", permission: NeededPermission): Decision {
  return denied(`because no ${type} policy allows the ${permission.action} action`);
}

function denied(because: string): Decision {
  return { allowed: false, because };
}
