import { clientFault } from "../../kernel/aws-fault.ts";
import { upperAlphanumeric } from "../../kernel/random.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { tagList, tagsFrom, withoutTags, type Tag } from "../tags.ts";
import { checkDocument } from "./check-document.ts";
import { managedPolicyDocument, requireRole, roles, type Role } from "./iam-state.ts";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export interface CreateRoleInput {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

/** Input of operations that name a role and, some of them, one more thing. */
export interface RoleInput {
  readonly RoleName?: string;
  readonly PolicyName?: string;
  readonly PolicyDocument?: string;
  readonly PolicyArn?: string;
  readonly PermissionsBoundary?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
}

/** CreateRole. The trust policy is checked for form; who it names need not exist yet. */
export function createRole(context: CallContext, input: CreateRoleInput): object {
  const name = input.RoleName ?? "";
  if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw clientFault(
      "ValidationError",
      `1 validation error detected: Value '${name}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    );
  }
  const known = context.state(roles);
  if (known.has(name)) {
    throw clientFault("EntityAlreadyExistsException", `Role with name ${name} already exists.`, 409);
  }
  const path = input.Path ?? "/";
  const role: Role = {
    name,
    path,
    arn: `arn:${context.partition}:iam::${context.account}:role${path}${name}`,
    id: `AROA${context.random.characters(17, upperAlphanumeric)}`,
    createdAt: context.now,
    trustPolicy: checkDocument(input.AssumeRolePolicyDocument),
    description: input.Description,
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    boundaryArn: boundaryOf(context, input.PermissionsBoundary),
    inlinePolicies: new Map(),
    attachedPolicyArns: new Set(),
    tags: tagsFrom(input.Tags),
  };
  known.set(name, role);
  return { Role: describeRole(role) };
}

/** GetRole. */
export function getRole(context: CallContext, input: RoleInput): object {
  return { Role: describeRole(requireRole(context, input.RoleName)) };
}

/** DeleteRole: refused while policies hang on the role. */
export function deleteRole(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  if (role.inlinePolicies.size > 0) {
    throw clientFault("DeleteConflictException", "Cannot delete entity, must delete policies first.", 409);
  }
  if (role.attachedPolicyArns.size > 0) {
    throw clientFault(
      "DeleteConflictException",
      "Cannot delete entity, must detach all policies first.",
      409,
    );
  }
  context.state(roles).delete(role.name);
  return {};
}

/** UpdateRole. */
export function updateRole(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.description = input.Description ?? role.description;
  role.maxSessionSeconds = input.MaxSessionDuration ?? role.maxSessionSeconds;
  return {};
}

/** UpdateAssumeRolePolicy: replaces the trust policy. */
export function updateAssumeRolePolicy(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.trustPolicy = checkDocument(input.PolicyDocument);
  return {};
}

/** PutRolePolicy: adds or replaces an inline policy. */
export function putRolePolicy(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.inlinePolicies.set(input.PolicyName ?? "", checkDocument(input.PolicyDocument));
  return {};
}

/** GetRolePolicy. */
export function getRolePolicy(context: CallContext, input: RoleInput): object {
  const document = requireInline(requireRole(context, input.RoleName), input.PolicyName);
  return {
    RoleName: input.RoleName,
    PolicyName: input.PolicyName,
    PolicyDocument: encodeURIComponent(document),
  };
}

/** DeleteRolePolicy. */
export function deleteRolePolicy(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  requireInline(role, input.PolicyName);
  role.inlinePolicies.delete(input.PolicyName ?? "");
  return {};
}

/** ListRolePolicies: the names of the inline policies. */
export function listRolePolicies(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  return { PolicyNames: [...role.inlinePolicies.keys()].toSorted(), IsTruncated: false };
}

/** AttachRolePolicy: of a policy of the customer or of AWS that exists. */
export function attachRolePolicy(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.attachedPolicyArns.add(requirePolicyArn(context, input.PolicyArn));
  return {};
}

/** DetachRolePolicy. */
export function detachRolePolicy(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  if (!role.attachedPolicyArns.delete(input.PolicyArn ?? "")) {
    throw clientFault("NoSuchEntityException", `Policy ${input.PolicyArn} was not found.`, 404);
  }
  return {};
}

/** ListAttachedRolePolicies. */
export function listAttachedRolePolicies(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  const attached = [...role.attachedPolicyArns].map((arn) => ({
    PolicyName: arn.split("/").at(-1),
    PolicyArn: arn,
  }));
  return { AttachedPolicies: attached, IsTruncated: false };
}

/** PutRolePermissionsBoundary. */
export function putRolePermissionsBoundary(context: CallContext, input: RoleInput): object {
  requireRole(context, input.RoleName).boundaryArn = boundaryOf(context, input.PermissionsBoundary);
  return {};
}

/** DeleteRolePermissionsBoundary. */
export function deleteRolePermissionsBoundary(context: CallContext, input: RoleInput): object {
  requireRole(context, input.RoleName).boundaryArn = undefined;
  return {};
}

/** TagRole. */
export function tagRole(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.tags = { ...role.tags, ...tagsFrom(input.Tags) };
  return {};
}

/** UntagRole. */
export function untagRole(context: CallContext, input: RoleInput): object {
  const role = requireRole(context, input.RoleName);
  role.tags = withoutTags(role.tags, input.TagKeys ?? []);
  return {};
}

/** ListRoleTags. */
export function listRoleTags(context: CallContext, input: RoleInput): object {
  return { Tags: tagList(requireRole(context, input.RoleName).tags), IsTruncated: false };
}

/** ListRoles: by path, a hundred a page unless told otherwise. */
export function listRoles(
  context: CallContext,
  input: {
    readonly PathPrefix?: string | undefined;
    readonly Marker?: string | undefined;
    readonly MaxItems?: number | undefined;
  },
): object {
  const matching = [...context.state(roles).values()]
    .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const page = pageOf(matching, {
    token: input.Marker,
    size: input.MaxItems ?? 100,
    invalidToken: () => clientFault("ValidationError", `Invalid Marker: ${input.Marker}`),
  });
  const IsTruncated = page.nextToken !== undefined;
  return { Roles: page.items.map(describeRole), IsTruncated, Marker: page.nextToken };
}

function describeRole(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary:
      role.boundaryArn === undefined
        ? undefined
        : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.boundaryArn },
    Tags: tagList(role.tags),
  };
}

function requireInline(role: Role, name: string | undefined): string {
  const document = role.inlinePolicies.get(name ?? "");
  if (document === undefined) {
    throw clientFault("NoSuchEntityException", `The role policy with name ${name} cannot be found.`, 404);
  }
  return document;
}

function boundaryOf(context: CallContext, arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : requirePolicyArn(context, arn);
}

function requirePolicyArn(context: CallContext, arn: string | undefined): string {
  if (arn === undefined || managedPolicyDocument(context, arn) === undefined) {
    throw clientFault("NoSuchEntityException", `Policy ${arn} does not exist or is not attachable.`, 404);
  }
  return arn;
}
