import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { checkDocument } from "./check-document.ts";
import { managedPolicies, roles, type ManagedPolicy } from "./iam-state.ts";

/** Input of the operations on customer-managed policies. */
export interface PolicyInput {
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly Path?: string;
  readonly PolicyDocument?: string;
  readonly VersionId?: string;
}

/** CreatePolicy. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export function createPolicy(context: CallContext, input: PolicyInput): object {
  const name = input.PolicyName ?? "";
  const arn = `arn:${context.partition}:iam::${context.account}:policy${input.Path ?? "/"}${name}`;
  const known = context.state(managedPolicies);
  if (known.has(arn)) {
    throw clientFault(
      "EntityAlreadyExistsException",
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
      409,
    );
  }
  const policy: ManagedPolicy = {
    name,
    arn,
    createdAt: context.now,
    document: checkDocument(input.PolicyDocument),
    version: 1,
  };
  known.set(arn, policy);
  return { Policy: describePolicy(context, policy) };
}

/** GetPolicy. */
export function getPolicy(context: CallContext, input: PolicyInput): object {
  return { Policy: describePolicy(context, requirePolicy(context, input.PolicyArn)) };
}

/** CreatePolicyVersion: the new version becomes the default one, and the older ones are forgotten. */
export function createPolicyVersion(context: CallContext, input: PolicyInput): object {
  const policy = requirePolicy(context, input.PolicyArn);
  policy.document = checkDocument(input.PolicyDocument);
  policy.version += 1;
  return {
    PolicyVersion: { VersionId: `v${policy.version}`, IsDefaultVersion: true, CreateDate: context.now },
  };
}

/** DeletePolicy: refused while a role holds it. */
export function deletePolicy(context: CallContext, input: PolicyInput): object {
  const policy = requirePolicy(context, input.PolicyArn);
  if (attachmentCount(context, policy) > 0) {
    throw clientFault("DeleteConflictException", "Cannot delete a policy attached to entities.", 409);
  }
  context.state(managedPolicies).delete(policy.arn);
  return {};
}

function requirePolicy(context: CallContext, arn: string | undefined): ManagedPolicy {
  const policy = context.state(managedPolicies).get(arn ?? "");
  if (policy === undefined) {
    throw clientFault("NoSuchEntityException", `Policy ${arn} was not found.`, 404);
  }
  return policy;
}

function attachmentCount(context: CallContext, policy: ManagedPolicy): number {
  const holders = [...context.state(roles).values()];
  return holders.filter(({ attachedPolicyArns }) => attachedPolicyArns.has(policy.arn)).length;
}

function describePolicy(context: CallContext, policy: ManagedPolicy): object {
  return {
    PolicyName: policy.name,
    Arn: policy.arn,
    DefaultVersionId: `v${policy.version}`,
    AttachmentCount: attachmentCount(context, policy),
    IsAttachable: true,
    CreateDate: policy.createdAt,
  };
}
