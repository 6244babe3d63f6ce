import type { Principal } from "../../kernel/principal.ts";
import type { CallContext, NeededPermission } from "../../kernel/service.ts";
import { resourceTagValues } from "../tags.ts";
import { roles } from "./iam-state.ts";
import type { ConditionValues } from "./policy-document.ts";

/**
 * The condition values of a request: those of the permission, and the global ones that follow from who calls, when
 * and where. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestValues(
  context: CallContext,
  permission: NeededPermission,
  principalTags: Readonly<Record<string, string>>,
): ConditionValues {
  const { principal, region, now, via } = context;
  const values = new Map<string, readonly string[]>([
    ["aws:principalarn", [identityArn(principal)]],
    ["aws:principalaccount", [principal.account]],
    ["aws:principaltype", [principalType(principal)]],
    ["aws:requestedregion", [region]],
    ["aws:currenttime", [now.toISOString()]],
    ["aws:epochtime", [String(Math.floor(now.getTime() / 1000))]],
    ["aws:securetransport", ["true"]],
    ["aws:viaawsservice", [String(via !== undefined)]],
  ]);
  if (via !== undefined) values.set("aws:calledvia", [via]);
  for (const [key, value] of Object.entries(principalTags)) {
    values.set(`aws:principaltag/${key.toLowerCase()}`, [value]);
  }
  for (const [key, value] of Object.entries(tagsOfPassedRole(context, permission))) {
    values.set(key.toLowerCase(), [value]);
  }
  for (const [key, value] of Object.entries(permission.conditionValues ?? {})) {
    values.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return values;
}

/** The ARN that policies compare a caller with: a session counts as its role. */
export function identityArn(principal: Principal): string {
  switch (principal.kind) {
    case "role-session":
      return principal.roleArn;
    case "root":
    case "user":
    case "service":
      return principal.arn;
  }
}

/** Whoever passes a role on (CloudFormation, ECS) is asked about the role's tags: Copilot's policies depend on them. */
function tagsOfPassedRole(
  context: CallContext,
  { action, resource }: NeededPermission,
): Record<string, string> {
  if (action !== "iam:PassRole") return {};
  const account = resource.split(":")[4] ?? "";
  const role = context.state(roles, { account }).get(resource.split("/").at(-1) ?? "");
  return resourceTagValues(role?.tags ?? {}, "iam");
}

function principalType(principal: Principal): string {
  switch (principal.kind) {
    case "root":
      return "Account";
    case "user":
      return "User";
    case "role-session":
      return "AssumedRole";
    case "service":
      return "Service";
  }
}
