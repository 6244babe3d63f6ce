import type { DeploymentState } from "./deployment.ts";

/** Reasons that need a person's word, and nothing else. */
const waiting = new Set(["ApprovalMissing", "ApprovalExpired"]);

/** Reasons for which the next pass, another environment, a build or an hour of the day is waited: they end by themselves. */
const passing = new Set([
  "ToBeApplied",
  "WaitingForEnvironment",
  "WaitingForWorkload",
  "DependencyFailed",
  "Soaking",
  "GateOpen",
  "PreStepRunning",
  "OutsideWindow",
  "Frozen",
  "ApprovedFirst",
  "LookOnly",
  "Suspended",
  "Pinned",
  "Overtaken",
  "ImageMissing",
  "AssetsMissing",
  "StackBusy",
  "EnvironmentBusy",
  "StackMoved",
  "ChangeSetObsolete",
  "NotSupportedYet",
]);

/** Reasons that tell of the world outside and not of the commit: something could not be looked at. They are told once for all that they keep. */
const outside = new Set([
  "AccessDenied",
  "AuthenticationFailed",
  "AwsRefused",
  "AwsUnavailable",
  "AwsUnreachable",
  "CacheBusy",
  "CacheFull",
  "CertificateNotTrusted",
  "CredentialsExpired",
  "GitFailed",
  "GitHubFailed",
  "HostKeyUnknown",
  "InternalError",
  "NoCredentials",
  "RateLimited",
  "RecordUnreadable",
  "RepositoryNotFound",
  "RepositoryUnreachable",
  "Throttled",
]);

/** Whether a reason says that something could not be looked at. */
export function isOutside(reason: string): boolean {
  return outside.has(reason);
}

/** How a deployment stands by one reason; a reason that is not known here is worth being told. */
export function stateByReason(reason: string): DeploymentState {
  if (waiting.has(reason)) return "waiting";
  if (reason === "Quarantined") return "failed";
  return passing.has(reason) || outside.has(reason) ? "quiet" : "held";
}
