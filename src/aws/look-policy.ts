/**
 * What a session that only looks may do, whatever its role allows besides: list, describe, get. It is sent along when the role is
 * assumed, and IAM allows what both allow, so that a fault in Autoland cannot change anything while it looks, nor read a secret.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export const lookPolicy: string = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        ...looking("cloudformation", "Describe", "Detect", "Get", "List"),
        ...looking("ecs", "Describe", "List"),
        ...looking("ecr", "BatchGet", "Describe", "Get", "List"),
        ...looking("elasticloadbalancing", "Describe"),
        ...looking("application-autoscaling", "Describe"),
        ...looking("apprunner", "Describe", "List"),
        ...looking("acm", "Describe", "List"),
        ...looking("ec2", "Describe"),
        ...looking("cloudwatch", "Describe", "Get", "List"),
        ...looking("logs", "Describe", "Filter", "Get"),
        ...looking("states", "Describe", "List"),
        ...looking("iam", "Get", "List", "Simulate"),
        ...looking("lambda", "List", "GetFunctionConfiguration"),
        ...looking("tag", "Get"),
        ...looking("s3", "GetObject", "GetBucket", "List"),
        "ssm:DescribeParameters",
      ],
      Resource: "*",
    },
  ],
});

function looking(service: string, ...verbs: readonly string[]): readonly string[] {
  return verbs.map((verb) => `${service}:${verb}*`);
}
