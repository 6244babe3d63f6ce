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

/** Whether AWS says that a stack of this name or id does not exist: an answer, not a failure. */
export function isStackMissing(error: unknown): boolean {
  return codeOf(error) === "ValidationError" && /does not exist/.test(messageOf(error));
}

/** The error's code in AWS's spelling, without namespaces; the empty string for what is no AWS error. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name.replace(/^.*#/, "") : "";
}

/** The error's text. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const throttled = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestLimitExceeded",
  "TooManyRequestsException",
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
  if (throttled.has(code)) return { disposition: "retry", reason: "Throttled", message };
  if (expired.has(code)) return { disposition: "retry", reason: "CredentialsExpired", message };
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
    return { disposition: "wait", reason: "StackBusy", message };
  }
  if (isServerFault(error)) return { disposition: "retry", reason: "AwsUnavailable", message };
  if (isConnectionFault(error)) return { disposition: "retry", reason: "AwsUnreachable", message };
  return {
    disposition: "stall",
    reason: "AwsRefused",
    message,
    remedy: "The message is AWS's own; correct what it names, then run again.",
  };
}

function isServerFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const metadata = (error as { $metadata?: { httpStatusCode?: number } }).$metadata;
  return (metadata?.httpStatusCode ?? 0) >= 500 || (error as { $fault?: string }).$fault === "server";
}

function isConnectionFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|TimeoutError|socket hang up/.test(
      `${error.name} ${error.message}`,
    )
  );
}
