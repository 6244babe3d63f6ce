import { type Cause, manifestOf, retryOf, saying, subjectOf } from "../cause.ts";

/** A resource of this name exists outside of the stack. */
export const nameTaken: Cause = {
  reason: "NameTaken",
  title: "a resource of this name exists already (bucket, log group, role, service …)",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Resource of type \'AWS::Logs::LogGroup\' with identifier \'{\\"/properties/LogGroupName\\":\\"/copilot/shop-develop-api\\"}\' already exists." (RequestToken: 1, HandlerErrorCode: AlreadyExists)',
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
    },
    {
      kind: "stack-event",
      words: "shop-files already exists in stack arn:aws:cloudformation:eu-west-1:222222222222:stack/other/1",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again. (Service: S3, Status Code: 409, Request ID: 1)" (HandlerErrorCode: AlreadyExists)',
      source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: Creation of service was not idempotent. (Service: AmazonECS; Status Code: 400; Error Code: InvalidParameterException; Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
    },
  ],
  recognise: saying(
    [
      /with identifier '(?:\{[^}]*?\\?":\\?")?(?<name>[^'"\\}]+)[^']*' already exists/i,
      /(?<name>[\w./:@-]+) already exists(?: in stack (?<owner>\S+))?/i,
      /(?:requested bucket name is not available|BucketAlreadyExists|BucketAlreadyOwnedByYou|not idempotent|HandlerErrorCode: AlreadyExists|EntityAlreadyExists|ResourceAlreadyExists\w*|already (?:has|have) th(?:is|at) name|name .{0,60}is (?:already )?(?:taken|in use))/i,
      /already exists/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${match.groups?.["name"] ?? resource} exists already outside of this stack${match.groups?.["owner"] === undefined ? "" : `, in ${match.groups["owner"]}`}, so ${subjectOf(sign, scene)} cannot be made`,
        remedy: `Delete or rename what has the name (nothing of it is touched here), or choose another name in ${manifestOf(scene)}. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
