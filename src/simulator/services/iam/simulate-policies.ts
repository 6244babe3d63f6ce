import type { SimulatePrincipalPolicyRequest } from "@aws-sdk/client-iam";
import { clientFault } from "../../kernel/aws-fault.ts";
import { sessionOf, type Principal } from "../../kernel/principal.ts";
import type { CallContext, NeededPermission } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { evaluatePolicies, type PolicyVerdict } from "./evaluate-policies.ts";
import { identityPoliciesOf } from "./identity-policies.ts";
import { roles, users } from "./iam-state.ts";
import { requestValues } from "./request-values.ts";

/**
 * SimulatePrincipalPolicy: what a user's or a role's own policies and its boundary say to each action on each resource.
 * Resource policies do not count unless they are given, which is not played.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function simulatePrincipalPolicy(context: CallContext, input: SimulatePrincipalPolicyRequest): object {
  const principal = principalOf(context, input.PolicySourceArn ?? "");
  const policies = identityPoliciesOf(context, principal);
  const given = Object.fromEntries(
    (input.ContextEntries ?? []).map(({ ContextKeyName, ContextKeyValues }) => [
      ContextKeyName ?? "",
      ContextKeyValues ?? [],
    ]),
  );
  const results = (input.ActionNames ?? []).flatMap((action) =>
    (input.ResourceArns ?? ["*"]).map((resource) => {
      const permission: NeededPermission = { action, resource, conditionValues: given };
      const values = requestValues(context.as(principal), permission, policies?.tags ?? {});
      const request = { action, resource, values };
      const own = evaluatePolicies(policies?.identity ?? [], request);
      const boundary =
        policies?.boundary === undefined ? "allowed" : evaluatePolicies(policies.boundary, request);
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decisionOf(own, boundary),
        MatchedStatements: [],
        MissingContextValues: [],
        ...(policies?.boundary === undefined
          ? {}
          : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundary === "allowed" } }),
      };
    }),
  );
  const page = pageOf(results, {
    token: input.Marker,
    size: input.MaxItems ?? 100,
    invalidToken: () => clientFault("InvalidInput", "The Marker is invalid."),
  });
  return {
    EvaluationResults: page.items,
    IsTruncated: page.nextToken !== undefined,
    Marker: page.nextToken,
  };
}

function decisionOf(
  own: PolicyVerdict,
  boundary: PolicyVerdict,
): "allowed" | "explicitDeny" | "implicitDeny" {
  if (own === "denied-explicitly" || boundary === "denied-explicitly") return "explicitDeny";
  return own === "allowed" && boundary === "allowed" ? "allowed" : "implicitDeny";
}

function principalOf(context: CallContext, arn: string): Principal {
  const [, , , , account = "", resource = ""] = arn.split(":");
  const name = resource.split("/").at(-1) ?? "";
  const isRole = resource.startsWith("role/");
  const known = isRole
    ? context.state(roles, { account }).get(name)?.arn === arn
    : context.state(users, { account }).has(name);
  if (account !== context.account || !known) {
    throw clientFault(
      "NoSuchEntity",
      `The ${isRole ? "role" : "user"} with name ${name} cannot be found.`,
      404,
    );
  }
  return isRole ? sessionOf(arn, "simulated") : { kind: "user", account, arn, userName: name };
}
