import { expect, test } from "vitest";
import { translateAwsError } from "../../src/aws/translate-error.ts";
import { ReconcileError } from "../../src/domain/failure.ts";

function sdkError(name: string, message = "no", extra: object = {}): Error {
  return Object.assign(new Error(message), { name, ...extra });
}

test.each([
  ["a throttled call is retried", sdkError("Throttling"), "retry", "Throttled"],
  [
    "a refused permission waits for a person",
    sdkError("AccessDenied", "User: x is not authorized"),
    "stall",
    "AccessDenied",
  ],
  ["SSM's spelling of it too", sdkError("AccessDeniedException"), "stall", "AccessDenied"],
  ["ended credentials are fetched again", sdkError("ExpiredToken"), "retry", "CredentialsExpired"],
  ["unknown credentials wait for a person", sdkError("InvalidClientTokenId"), "stall", "NoCredentials"],
  ["no credentials at all wait for a person", sdkError("CredentialsProviderError"), "stall", "NoCredentials"],
  [
    "a stack that somebody changes is waited for",
    sdkError("ValidationError", "Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated."),
    "wait",
    "StackBusy",
  ],
  [
    "AWS's own trouble is retried",
    sdkError("InternalFailure", "x", { $metadata: { httpStatusCode: 500 } }),
    "retry",
    "AwsUnavailable",
  ],
  ["a broken connection is retried", sdkError("TimeoutError"), "retry", "AwsUnreachable"],
  ["a reset connection is retried", sdkError("Error", "read ECONNRESET"), "retry", "AwsUnreachable"],
  [
    "a change set that somebody else executed or deleted is planned again",
    sdkError("InvalidChangeSetStatusException"),
    "retry",
    "ChangeSetObsolete",
  ],
  ["so is one that is gone", sdkError("ChangeSetNotFound"), "retry", "ChangeSetObsolete"],
  [
    "a stack that vanished is looked at again",
    sdkError("ValidationError", "Stack [shop] does not exist"),
    "retry",
    "StackGone",
  ],
  ["Parameter Store's throttling is retried", sdkError("TooManyUpdates"), "retry", "Throttled"],
  [
    "anything else that AWS refuses waits for a person",
    sdkError("ValidationError", "Template format error"),
    "stall",
    "AwsRefused",
  ],
])("%s", (_name, error, disposition, reason) => {
  const translated = translateAwsError(error, "read stack shop");
  expect(translated.failure).toMatchObject({ disposition, reason });
  expect(translated.failure.message).toBe(`read stack shop: ${error.message}`);
  expect(translated.cause).toBe(error);
});

test("what was translated before keeps its reason and tells what was being done", () => {
  const inner = new ReconcileError({
    disposition: "wait",
    reason: "StackBusy",
    message: "busy",
    remedy: "wait",
  });
  expect(translateAwsError(inner, "read records").failure).toEqual({
    disposition: "wait",
    reason: "StackBusy",
    message: "read records: busy",
    remedy: "wait",
  });
});
