import { type Cause, saying, subjectOf } from "../cause.ts";

const endpoints: readonly (readonly [RegExp, string])[] = [
  [/ecr|registry|docker\.io|ghcr\.io|quay\.io|pull image/i, "the image registry"],
  [/secretsmanager|Secrets Manager|\basm\b/i, "Secrets Manager"],
  [/\bssm\b|Systems Manager/i, "Parameter Store"],
  [/\bs3\b|env(?:ironment)? files?/i, "S3"],
  [/logs\.|CloudWatch|logger/i, "CloudWatch Logs"],
];

/** The task's network has no way to a service that it needs before its containers start. */
export const networkUnreachable: Cause = {
  reason: "NetworkUnreachable",
  title: "no way from the task's subnets to ECR, Parameter Store or another service that it needs to start",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 52.94.0.1:443: i/o timeout',
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/library/nginx:1.27: failed to do request: Head https://registry-1.docker.io/v2/library/nginx/manifests/1.27: dial tcp 34.205.13.154:443: i/o timeout",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
  ],
  recognise: (sign, scene) => {
    if (sign.kind === "log-line" || sign.kind === "unhealthy-target") return undefined;
    return unreachable(sign, scene);
  },
};

const unreachable = saying(
  [
    /dial tcp.*(?:timeout|no route to host|network is unreachable|no such host|connection refused)/is,
    /connection issue between the task and/i,
    /context deadline exceeded|request canceled while waiting for connection|Client\.Timeout exceeded/i,
    /(?:exceeded maximum number of attempts|Check your task network configuration|check your network connection)/i,
    /CannotPullContainer.*(?:i\/o timeout|TLS handshake timeout|net\/http)/is,
  ],
  (match, sign, scene) => {
    const words = match.input;
    const [, what = "a service that it needs"] = endpoints.find(([pattern]) => pattern.test(words)) ?? [];
    return {
      resource: what,
      message: `the tasks of ${subjectOf(sign, scene)} cannot reach ${what} from their subnets`,
      remedy:
        "Give the subnets a route (NAT gateway, public address, or VPC endpoints for ecr.api, ecr.dkr, s3, logs, ssm and secretsmanager) and let the security group out on port 443.",
    };
  },
);
