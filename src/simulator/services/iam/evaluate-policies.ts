import { conditionHolds, substituteVariables } from "./condition.ts";
import type { ConditionValues, Statement } from "./policy-document.ts";
import { matchesPattern } from "./wildcard.ts";

/** One request that policies are asked about. */
export interface PolicyRequest {
  /** `ssm:GetParameter`; case does not count. */
  readonly action: string;
  /** An ARN, or `*` for actions without resources. */
  readonly resource: string;
  readonly values: ConditionValues;
}

/** What a set of policies says: an explicit deny beats everything, silence denies. */
export type PolicyVerdict = "allowed" | "denied-explicitly" | "not-mentioned";

/**
 * Asks a set of policies of one type about a request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicies(statements: readonly Statement[], request: PolicyRequest): PolicyVerdict {
  const matching = statements.filter((statement) => statementApplies(statement, request));
  if (matching.some(({ effect }) => effect === "Deny")) return "denied-explicitly";
  return matching.length > 0 ? "allowed" : "not-mentioned";
}

/** Whether a statement speaks about the request; its principals are the caller's to look at. */
function statementApplies(statement: Statement, request: PolicyRequest): boolean {
  return (
    actionApplies(statement, request.action) &&
    resourceApplies(statement, request) &&
    statement.conditions.every((condition) => conditionHolds(condition, request.values))
  );
}

function actionApplies({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string): boolean => matchesPattern(pattern.toLowerCase(), action.toLowerCase());
  if (actions !== undefined) return actions.some(matches);
  return notActions !== undefined && !notActions.some(matches);
}

function resourceApplies(
  { resources, notResources }: Statement,
  { resource, values }: PolicyRequest,
): boolean {
  const matches = (pattern: string): boolean =>
    matchesPattern(substituteVariables(pattern, values), resource);
  if (resources !== undefined) return resources.some(matches);
  if (notResources !== undefined) return !notResources.some(matches);
  // A trust policy has no resources: it stands on the one that it is about.
  return true;
}
