import { type Failure, ReconcileError } from "../domain/failure.ts";

/**
 * Turns what the SDK throws into a `ReconcileError` that says what follows. `doing` completes the sentence "could not …".
 * This is the only place where AWS's codes and messages are matched.
 */
export function translateAwsError(error: unknown, doing: string): ReconcileError {
  if (error instanceof ReconcileError) {
    return new ReconcileError(
      { ...error.failure, message: `${doing}: ${error.failure.message}` },
      { cause: error },
    );
  }
  return new ReconcileError(classify(error, doing), { cause: error });
}

/**
 * The same for S3, whose refusal says neither what was refused nor to whom where the bucket is another account's ("Access Denied"): then
 * both are said. `principal` is a session's.
 */
export function translateS3Error(
  error: unknown,
  doing: string,
  { principal }: { readonly principal: string },
  actions: string,
): ReconcileError {
  const isPlain = denied.has(codeOf(error)) && !messageOf(error).includes("is not authorized to perform");
  const who = principal === "application" ? "the process itself" : principal;
  return translateAwsError(error, isPlain ? `${doing} as ${who}, which needs ${actions}` : doing);
}

/** Whether AWS says that a stack of this name or id does not exist: an answer, not a failure. */
export function isStackMissing(error: unknown): boolean {
  return codeOf(error) === "ValidationError" && /does not exist/.test(messageOf(error));
}

/** Whether AWS says that a change set does not exist. */
export function isChangeSetMissing(error: unknown): boolean {
  return withoutSuffix(codeOf(error)) === "ChangeSetNotFound";
}

/** The HTTP status of AWS's answer; undefined when there was none. */
export function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

/** Whether SQS says that there is no queue, in the words of both of its protocols. */
export function isQueueMissing(error: unknown): boolean {
  return /(?:QueueDoesNotExist|NonExistentQueue)$/.test(codeOf(error));
}

/** Query services write codes with and without `Exception` at the end, in the API model and on the wire. */
function withoutSuffix(code: string): string {
  return code.replace(/Exception$/, "");
}

/** The error's code in AWS's spelling, without namespaces; the empty string for what is no AWS error. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name.replace(/^.*#/, "") : "";
}

/** The error's text. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The codes that the SDKs of AWS agree on, and SSM's own. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const throttled = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
  "ProvisionedThroughputExceededException",
  "TooManyRequestsException",
  "TooManyUpdates",
  "SlowDown",
]);
const denied = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
]);
const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);
const unknownCredentials = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "CredentialsProviderError",
]);

function classify(error: unknown, doing: string): Failure {
  const code = codeOf(error);
  const message = `${doing}: ${messageOf(error)}`;
  if (denied.has(code)) {
    return {
      disposition: "stall",
      reason: "AccessDenied",
      message,
      remedy: "Allow the action that the message names for the role that it names, then run again.",
    };
  }
  if (throttled.has(code))
    return retry("Throttled", message, "Nothing: Autoland asks less often until AWS answers again.");
  if (expired.has(code))
    return retry(
      "CredentialsExpired",
      message,
      "Nothing where a role gives them; otherwise sign in again: aws sso login.",
    );
  if (unknownCredentials.has(code)) {
    return {
      disposition: "stall",
      reason: "NoCredentials",
      message,
      remedy:
        "Give Autoland credentials for the application's account (task role, profile or environment variables).",
    };
  }
  if (code === "AlreadyExistsException" || /is in \w*_IN_PROGRESS state/.test(message)) {
    return {
      disposition: "wait",
      reason: "StackBusy",
      message,
      remedy: "Nothing: it is looked at again once that has ended.",
    };
  }
  // Somebody else was faster: what is there now is planned anew.
  if (withoutSuffix(code) === "InvalidChangeSetStatus" || isChangeSetMissing(error))
    return retry("ChangeSetObsolete", message, "Nothing: what is there now is planned anew.");
  if (isStackMissing(error))
    return retry("StackGone", message, "Nothing: what is there now is planned anew.");
  if (isServerFault(error))
    return retry(
      "AwsUnavailable",
      message,
      "Nothing: it is tried again. https://health.aws.amazon.com/health/status tells of outages.",
    );
  if (isConnectionFault(error))
    return retry(
      "AwsUnreachable",
      message,
      "Check the network between Autoland and AWS: name server, proxy, routes, endpoints of the VPC.",
    );
  return {
    disposition: "stall",
    reason: "AwsRefused",
    message,
    remedy: "The message is AWS's own; correct what it names, then run again.",
  };
}

function retry(reason: string, message: string, remedy: string): Failure {
  return { disposition: "retry", reason, message, remedy };
}

function isServerFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (httpStatusOf(error) ?? 0) >= 500 || (error as { $fault?: string }).$fault === "server";
}

function isConnectionFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|TimeoutError|socket hang up/.test(
      `${error.name} ${error.message}`,
    )
  );
}
