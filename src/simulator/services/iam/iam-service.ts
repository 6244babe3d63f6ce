import { queryErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { resourceTagValues } from "../tags.ts";
import { roles } from "./iam-state.ts";
import * as policies from "./managed-policy-operations.ts";
import * as role from "./role-operations.ts";
import { simulatePrincipalPolicy } from "./simulate-policies.ts";
import * as user from "./user-operations.ts";

/** Identity and Access Management, as far as Copilot's templates make roles and policies. */
export const iamService: ServiceModel = {
  name: "iam",
  iamPrefix: "iam",
  errors: queryErrors,
  operations: {
    CreateRole: onRole("CreateRole", role.createRole),
    GetRole: onRole("GetRole", role.getRole),
    DeleteRole: onRole("DeleteRole", role.deleteRole),
    UpdateRole: onRole("UpdateRole", role.updateRole),
    UpdateAssumeRolePolicy: onRole("UpdateAssumeRolePolicy", role.updateAssumeRolePolicy),
    PutRolePolicy: onRole("PutRolePolicy", role.putRolePolicy),
    GetRolePolicy: onRole("GetRolePolicy", role.getRolePolicy),
    DeleteRolePolicy: onRole("DeleteRolePolicy", role.deleteRolePolicy),
    ListRolePolicies: onRole("ListRolePolicies", role.listRolePolicies),
    AttachRolePolicy: onRole("AttachRolePolicy", role.attachRolePolicy),
    DetachRolePolicy: onRole("DetachRolePolicy", role.detachRolePolicy),
    ListAttachedRolePolicies: onRole("ListAttachedRolePolicies", role.listAttachedRolePolicies),
    PutRolePermissionsBoundary: onRole("PutRolePermissionsBoundary", role.putRolePermissionsBoundary),
    DeleteRolePermissionsBoundary: onRole(
      "DeleteRolePermissionsBoundary",
      role.deleteRolePermissionsBoundary,
    ),
    TagRole: onRole("TagRole", role.tagRole),
    UntagRole: onRole("UntagRole", role.untagRole),
    ListRoleTags: onRole("ListRoleTags", role.listRoleTags),
    ListRoles: operation(role.listRoles),
    CreatePolicy: operation(policies.createPolicy),
    GetPolicy: operation(policies.getPolicy),
    CreatePolicyVersion: operation(policies.createPolicyVersion),
    DeletePolicy: operation(policies.deletePolicy),
    CreateUser: operation(user.createUser),
    GetUser: operation(user.getUser),
    PutUserPolicy: operation(user.putUserPolicy),
    AttachUserPolicy: operation(user.attachUserPolicy),
    SimulatePrincipalPolicy: operation(simulatePrincipalPolicy, (_context, { PolicySourceArn = "*" }) => [
      { action: "iam:SimulatePrincipalPolicy", resource: PolicySourceArn },
    ]),
  },
};

/** The permission to hand a role to a service (`iam:PassRole`), with the condition values that policies ask for. */
export function passRolePermission(
  context: CallContext,
  roleArn: string,
  passedToService: string,
): NeededPermission {
  const permission = rolePermission(context, "PassRole", roleArn.split("/").at(-1));
  return {
    ...permission,
    resource: roleArn,
    conditionValues: { ...permission.conditionValues, "iam:PassedToService": passedToService },
  };
}

function onRole(name: string, run: Operation<role.CreateRoleInput & role.RoleInput>): OperationModel {
  return operation(run, (context, input) => [rolePermission(context, name, input.RoleName)]);
}

function rolePermission(context: CallContext, action: string, name: string | undefined): NeededPermission {
  const known = context.state(roles).get(name ?? "");
  return {
    action: `iam:${action}`,
    resource: known?.arn ?? `arn:${context.partition}:iam::${context.account}:role/${name ?? ""}`,
    conditionValues: resourceTagValues(known?.tags ?? {}, "iam"),
  };
}
