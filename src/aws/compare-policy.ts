/** Services whose resources stacks have, with the verbs that read a resource and none of the data in it. */
const readable: Readonly<Record<string, readonly string[]>> = {
  cloudformation: ["BatchDescribe", "Describe", "Detect", "Get", "List"],
  acm: ["Describe", "List"],
  "application-autoscaling": ["Describe"],
  apigateway: ["GET"],
  apprunner: ["Describe", "List"],
  cloudfront: ["Describe", "Get", "List"],
  cloudtrail: ["LookupEvents"],
  cloudwatch: ["Describe", "List"],
  dynamodb: ["Describe", "List"],
  ec2: ["Describe", "GetManagedPrefix"],
  ecr: ["Describe", "GetLifecycle", "GetRepository", "List"],
  ecs: ["Describe", "List"],
  elasticache: ["Describe", "List"],
  elasticfilesystem: ["Describe"],
  elasticloadbalancing: ["Describe"],
  events: ["Describe", "List"],
  iam: ["Get", "List"],
  kms: ["Describe", "GetKey", "List"],
  lambda: ["GetFunction", "GetPolicy", "GetRuntime", "List"],
  logs: ["Describe", "GetData", "List"],
  rds: ["Describe", "List"],
  route53: ["Get", "List"],
  s3: ["GetAccelerate", "GetBucket", "GetEncryption", "GetLifecycle", "GetReplication", "ListBucket"],
  secretsmanager: ["Describe", "GetResourcePolicy", "ListSecrets"],
  servicediscovery: ["Get", "List"],
  sns: ["Get", "List"],
  sqs: ["GetQueue", "List"],
  ssm: ["DescribeParameters", "ListTags"],
  states: ["Describe", "List"],
  tag: ["GetResources"],
  wafv2: ["Get", "List"],
};

/**
 * What a session that has CloudFormation compare stacks may do, whatever its role allows besides: CloudFormation reads each resource as
 * the session. Nothing can be changed with it, and no secret, object or item be read. IAM takes 2,048 characters of such a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
export const comparePolicy: string = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: Object.entries(readable).flatMap(([service, verbs]) =>
        verbs.map((verb) => `${service}:${verb}*`),
      ),
      Resource: "*",
    },
  ],
});
