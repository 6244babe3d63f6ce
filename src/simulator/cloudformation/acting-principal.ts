import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import { servicePrincipal, sessionOf } from "../kernel/principal.ts";
import type { Principal } from "../kernel/principal.ts";
import type { CallContext } from "../kernel/service.ts";
import type { StackRecord } from "./state.ts";

/**
 * Whose permissions an operation on a stack uses: the role of the request, else the one that the stack was given before
 * (CloudFormation uses it for all later operations), else the caller. Passing a role needs `iam:PassRole`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
export function actingPrincipal(
  context: CallContext,
  stack: StackRecord | undefined,
  requestedRole: string | undefined,
): { readonly principal: Principal; readonly roleArn: string | undefined } {
  if (requestedRole !== undefined) {
    if (!/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(requestedRole)) {
      throw validationError(`Role ${requestedRole} is invalid or cannot be assumed`);
    }
    context.authorize({
      action: "iam:PassRole",
      resource: requestedRole,
      conditionValues: { "iam:PassedToService": "cloudformation.amazonaws.com" },
    });
    assume(context, requestedRole);
  }
  const roleArn = requestedRole ?? stack?.roleArn;
  if (roleArn === undefined) return { principal: context.principal, roleArn };
  return { principal: sessionOf(roleArn, "AWSCloudFormation"), roleArn };
}

/** CloudFormation tries the role before it takes it. */
function assume(context: CallContext, roleArn: string): void {
  try {
    context.call({
      service: "sts",
      action: "AssumeRole",
      input: { RoleArn: roleArn, RoleSessionName: "AWSCloudFormation" },
      principal: servicePrincipal("cloudformation", context.account),
    });
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
  }
}
