import { type Cause, saying, subjectOf } from "../cause.ts";

/** The registry does not let the task's execution role, or nobody without credentials, have the image. */
export const imagePullDenied: Cause = {
  reason: "ImagePullDenied",
  title: "the registry refuses the image to the task",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: The task can't pull image '111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:1' from Amazon ECR. Check whether the role has permissions to pull images from Amazon ECR. Error response from daemon: pull access denied for 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api, repository does not exist or may require 'docker login': denied: User: arn:aws:sts::222222222222:assumed-role/shop-ExecutionRole/1a2b is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111111111111:repository/shop/api",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ghcr.io/acme/api:1: failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
    },
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::222222222222:assumed-role/shop-ExecutionRole/1a2b is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
  ],
  recognise: saying(
    [
      /not authorized to perform: (?<action>ecr(?:-public)?:\w+) on resource: (?<image>[^\s,;]+)/i,
      /pull access denied for (?<image>[^\s,]+)/i,
      /failed to resolve ref (?<image>\S+?): .*(?:401 Unauthorized|403 Forbidden|failed to authorize|authorization failed|insufficient_scope)/is,
      /CannotPullContainer.*(?:401 Unauthorized|403 Forbidden|no basic auth credentials|authentication required)/is,
      /retrieve ecr registry auth.*(?:AccessDenied|not authorized)/is,
    ],
    (match, sign, scene) => {
      const image = match.groups?.["image"];
      const named = image === undefined || image === "*" ? subjectOf(sign, scene) : image;
      return {
        resource: named,
        message: `the task may not pull ${named === image ? image : `the image of ${named}`}${match.groups?.["action"] === undefined ? "" : `: ${match.groups["action"]} is refused to its execution role`}`,
        remedy:
          "Allow the environment's account in the repository's policy and ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the execution role; for a private registry set image.credentials.",
      };
    },
  ),
};
