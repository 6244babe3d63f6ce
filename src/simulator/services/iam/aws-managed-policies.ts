/**
 * What the AWS-managed policies allow that Copilot's templates attach, by the part of the ARN after `policy/`.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const allowedActions: ReadonlyMap<string, readonly string[]> = new Map([
  ["AdministratorAccess", ["*"]],
  ["ReadOnlyAccess", ["*:Describe*", "*:Get*", "*:List*", "*:BatchGet*", "*:Search*"]],
  [
    "service-role/AmazonECSTaskExecutionRolePolicy",
    [
      "ecr:GetAuthorizationToken",
      "ecr:BatchCheckLayerAvailability",
      "ecr:GetDownloadUrlForLayer",
      "ecr:BatchGetImage",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ],
  ],
  [
    "service-role/AmazonEC2ContainerServiceAutoscaleRole",
    [
      "ecs:DescribeServices",
      "ecs:UpdateService",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:DeleteAlarms",
    ],
  ],
  [
    "service-role/AWSLambdaBasicExecutionRole",
    ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  ],
  [
    "service-role/AWSAppRunnerServicePolicyForECRAccess",
    [
      "ecr:GetDownloadUrlForLayer",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
      "ecr:GetAuthorizationToken",
      "ecr:BatchCheckLayerAvailability",
    ],
  ],
]);

/** The document of an AWS-managed policy as JSON text; undefined for one that the simulator does not know. */
export function awsManagedPolicy(arn: string): string | undefined {
  const name = arn.slice(arn.indexOf(":policy/") + ":policy/".length);
  const actions = allowedActions.get(name);
  if (actions === undefined) return undefined;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
}
