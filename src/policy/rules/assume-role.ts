import type { PolicyRule } from "../rule.ts";
import { rolesNamedBy } from "./pass-role.ts";

/** Becoming somebody else. */
export const assumeRole: PolicyRule = {
  code: "assume-role",
  severity: "stop",
  judges: "additions",
  stops: "`sts:AssumeRole` for anything but a role of the same template or of the workload",
  reason:
    "A role that may become another role has that role's permissions, in this account or in another one.",
  remedy:
    "Name one role of the same template; a role of a partner's account is the operator's to waive, by its ARN.",
  judge: (facts) =>
    rolesNamedBy(
      facts,
      ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:GetFederationToken"],
      "becoming",
    ),
};
