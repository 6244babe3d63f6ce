import type { Observed } from "./observed.ts";
import type { Template } from "./template.ts";
import type { Branded } from "./brand.ts";
import type { StackStatus } from "./stack-status.ts";
import type { StackTrouble } from "./stack-trouble.ts";

/** A CloudFormation stack name: at most 128 characters, `[a-zA-Z][-a-zA-Z0-9]*`. */
export type StackName = Branded<"StackName">;

/** Checks and brands a stack name. Throws a plain Error: names are built by `stack-names.ts`, which keeps the rule. */
export function stackName(text: string): StackName {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(text)) throw new Error(`not a stack name: ${text}`);
  return text as StackName;
}

/** Where a stack is. Two stacks of one name in two accounts or regions are two stacks. */
export interface StackId {
  readonly account: string;
  readonly region: string;
  readonly name: StackName;
}

/** A stack's id as one string, for keys of maps and for digests: `account/region/name`. */
export function stackKey(id: StackId): string {
  return `${id.account}/${id.region}/${id.name}`;
}

/** Text parameters or tags, by name. */
export type TextMap = Readonly<Record<string, string>>;

/** The part of a stack that is compared with what is desired of it. */
export interface StackContent {
  readonly template: Template;
  readonly parameters: TextMap;
  readonly tags: TextMap;
}

/** A stack as CloudFormation describes it at one instant, with the template that it was last given. */
export interface ObservedStack {
  readonly id: StackId;
  readonly arn: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  /** The original (unprocessed) template; absent text means that an operation is running and it was not read. */
  readonly template: DeployedTemplate;
  /** Values of `NoEcho` parameters read `****`. */
  readonly parameters: TextMap;
  readonly tags: TextMap;
  readonly outputs: TextMap;
  readonly roleArn?: string;
  readonly createdAt: Date;
  readonly updatedAt?: Date;
  readonly terminationProtection: boolean;
  /** The operation that failed and was rolled back, while the stack stands as that left it. */
  readonly rolledBack?: FailedOperation;
  /** How it came to stand in a status in which it takes no change; read only of such stacks. */
  readonly trouble?: StackTrouble;
  /** The deletion that failed, while the stack stands as that left it. */
  readonly failedDeletion?: { readonly at: Date; readonly blockers: readonly Blocker[] };
  /** The nested stack of its addons; looked at only when that is to change, absent otherwise. */
  readonly addons?: Observed<StackContent>;
}

/** A resource that failed, and why, in CloudFormation's words. */
export interface Blocker {
  readonly resource: string;
  readonly type: string;
  readonly reason: string;
}

/** What tells the last operation on a stack from every other: while it is the same, nothing about the stack has changed. */
export function operationOf({ arn, status, createdAt, updatedAt }: ObservedStack): string {
  return `${arn} ${(updatedAt ?? createdAt).toISOString()} ${status}`;
}

/** An operation on a stack that failed. */
export interface FailedOperation {
  /** The client token that it was started with: Autoland's own begin with `autoland-` and the digest of what was desired. */
  readonly token?: string;
  /** When it turned back. */
  readonly at: Date;
  /** The first resource that failed, in CloudFormation's words. */
  readonly cause?: Blocker;
}

/** What is known of a stack's template: read, or left alone because an operation runs or nothing was ever deployed. */
export type DeployedTemplate =
  | { readonly kind: "read"; readonly template: Template }
  | { readonly kind: "not-read"; readonly because: "operation-running" | "never-deployed" };
