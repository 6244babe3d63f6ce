/** The codes of the built-in rules, stable: waivers and findings name them. docs/policy.md has them with their reasons. */
export const policyCodes = [
  "assume-role",
  "borrowed-role",
  "broad-read",
  "bucket-public",
  "code-not-from-repository",
  "container-privileged",
  "copilot-guard-removed",
  "data-of-others",
  "data-sent-away",
  "database-public",
  "deployment-machinery",
  "exec-enabled",
  "foreign-custom-resource",
  "foreign-export",
  "foreign-image",
  "iam-escalation",
  "iam-identity",
  "iam-wildcard",
  "logging-removed",
  "managed-policy",
  "nested-template",
  "network-bridge",
  "network-open",
  "other-environment",
  "pass-role",
  "permission-elsewhere",
  "permissions-boundary",
  "public-resource-policy",
  "reserved-name",
  "role-trust",
  "secret-in-plain",
  "secret-literal",
  "template-too-large",
  "traffic-taken",
  "transform",
  "unreadable-policy",
] as const;

/** The code of a built-in rule. */
export type PolicyCode = (typeof policyCodes)[number];

/** What the operator says about policy for one application. */
export interface PolicySettings {
  /** Registries, or parts of them, that images may come from besides the usual public ones: `registry.acme.com/team`. */
  readonly registries: readonly string[];
  /** When given, an import of an export that is not the environment's own must match one of these. */
  readonly imports: readonly string[] | undefined;
  /** Rules that only warn by themselves and are to stop here. */
  readonly enforce: readonly PolicyCode[];
  readonly waivers: readonly PolicyWaiver[];
}

/** An operator's word that what a rule stops is meant to be, until a day. */
export interface PolicyWaiver {
  readonly rule: PolicyCode;
  /** Only there; left out, everywhere. */
  readonly environment?: string;
  readonly workload?: string;
  /** Logical id of the resource. */
  readonly resource?: string;
  readonly reason: string;
  /** The first day, UTC, on which it holds no longer, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** What holds when the operator says nothing. */
export const defaultPolicy: PolicySettings = { registries: [], imports: undefined, enforce: [], waivers: [] };
