import { AwsFault } from "./aws-fault.ts";
import type { AwsFaultData } from "./aws-fault.ts";

/** How a service words the errors that are common to all services. */
export interface ErrorStyle {
  readonly throttling: AwsFaultData;
  readonly internal: AwsFaultData;
  readonly expiredToken: AwsFaultData;
  readonly invalidToken: AwsFaultData;
  readonly missingToken: AwsFaultData;
  readonly accessDeniedCode: string;
  readonly unknownOperation: AwsFaultData;
}

/**
 * Query services: CloudFormation, IAM, STS, Elastic Load Balancing.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
 */
export const queryErrors: ErrorStyle = {
  throttling: client("Throttling", "Rate exceeded", 400),
  internal: server("InternalFailure", "The request processing has failed because of an unknown error", 500),
  expiredToken: client("ExpiredToken", "The security token included in the request is expired", 403),
  invalidToken: client("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
  missingToken: client("MissingAuthenticationToken", "Missing Authentication Token", 403),
  accessDeniedCode: "AccessDenied",
  unknownOperation: client("InvalidAction", "Could not find operation", 400),
};

/** JSON services: SSM, ECS, ECR, tagging, Application Auto Scaling, CodeBuild, logs, events. */
export const jsonErrors: ErrorStyle = {
  throttling: client("ThrottlingException", "Rate exceeded", 400),
  internal: server("InternalServerError", "An error occurred on the server side.", 500),
  expiredToken: client("ExpiredTokenException", "The security token included in the request is expired", 400),
  invalidToken: client(
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
    400,
  ),
  missingToken: client("MissingAuthenticationTokenException", "Missing Authentication Token", 400),
  accessDeniedCode: "AccessDeniedException",
  unknownOperation: client("UnknownOperationException", "", 400),
};

/** S3. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const s3Errors: ErrorStyle = {
  throttling: server("SlowDown", "Please reduce your request rate.", 503),
  internal: server("InternalError", "We encountered an internal error. Please try again.", 500),
  expiredToken: client("ExpiredToken", "The provided token has expired.", 400),
  invalidToken: client(
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
    403,
  ),
  missingToken: client("AccessDenied", "Access Denied", 403),
  accessDeniedCode: "AccessDenied",
  unknownOperation: client(
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    405,
  ),
};

/** The refusal of a call that IAM does not allow. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDenied(
  style: ErrorStyle,
  denied: {
    readonly principalArn: string;
    readonly action: string;
    readonly resource: string;
    readonly because: string;
  },
): AwsFault {
  const { principalArn, action, resource, because } = denied;
  const message = `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  return new AwsFault({ code: style.accessDeniedCode, message, httpStatus: 403, fault: "client" });
}

function client(code: string, message: string, httpStatus: number): AwsFaultData {
  return { code, message, httpStatus, fault: "client" };
}

function server(code: string, message: string, httpStatus: number): AwsFaultData {
  return { code, message, httpStatus, fault: "server" };
}
