import { clientFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { Tags } from "../tags.ts";
import { awsManagedPolicy } from "./aws-managed-policies.ts";

/** A role as IAM keeps it. Documents are JSON text. */
export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: Date;
  trustPolicy: string;
  description: string | undefined;
  maxSessionSeconds: number;
  boundaryArn: string | undefined;
  readonly inlinePolicies: Map<string, string>;
  readonly attachedPolicyArns: Set<string>;
  tags: Tags;
}

/** A user with its policies; the simulator needs few of them. */
export interface User {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  boundaryArn: string | undefined;
  readonly inlinePolicies: Map<string, string>;
  readonly attachedPolicyArns: Set<string>;
  tags: Tags;
}

/** A customer-managed policy. Only the default version is kept. */
export interface ManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  document: string;
  version: number;
}

/** The roles of an account, by name. */
export const roles: Cell<Map<string, Role>> = {
  name: "iam/roles",
  scope: "account",
  initial: () => new Map(),
};

/** The users of an account, by name. */
export const users: Cell<Map<string, User>> = {
  name: "iam/users",
  scope: "account",
  initial: () => new Map(),
};

/** The customer-managed policies of an account, by ARN. */
export const managedPolicies: Cell<Map<string, ManagedPolicy>> = {
  name: "iam/managed-policies",
  scope: "account",
  initial: () => new Map(),
};

/** The role, or NoSuchEntity in IAM's words. */
export function requireRole(context: CallContext, name: string | undefined): Role {
  const role = context.state(roles).get(name ?? "");
  if (role === undefined) {
    throw clientFault("NoSuchEntityException", `The role with name ${name} cannot be found.`, 404);
  }
  return role;
}

/** The JSON text of a managed policy, the customer's or AWS's; undefined when there is none. */
export function managedPolicyDocument(context: CallContext, arn: string): string | undefined {
  const account = arn.split(":")[4] ?? "";
  if (account === "aws") return awsManagedPolicy(arn);
  return context.state(managedPolicies, { account }).get(arn)?.document;
}
