import { expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import type { Scene } from "../../src/domain/diagnosis.ts";
import type { Sign } from "../../src/domain/sign.ts";

const at = new Date("2026-11-20T09:00:00Z");
const scene: Scene = {
  application: "shop",
  environment: "develop",
  workload: "api",
  region: "eu-west-1",
  stack: "shop-develop-api",
};

/** Words that people have posted, and that no cause has as its example. */
const stopped: readonly (readonly [words: string, reason: string, resource?: RegExp | undefined])[] = [
  [
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref 511358949452.dkr.ecr.ap-south-1.amazonaws.com/poultryco/api:latest: 511358949452.dkr.ecr.ap-south-1.amazonaws.com/poultryco/api:latest: not found",
    "ImageMissing",
    /poultryco\/api:latest/,
  ],
  ["CannotPullContainerError: Error response from daemon: manifest for nginx:1.99 not found", "ImageMissing"],
  [
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref ghcr.io/acme/backend:latest: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized",
    "ImagePullDenied",
    /ghcr.io\/acme\/backend/,
  ],
  [
    "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed",
    "NetworkUnreachable",
    /registry/,
  ],
  [
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret arn:aws:secretsmanager:eu-west-1:1:secret:x from secrets manager: RequestCanceled",
    "NetworkUnreachable",
  ],
  [
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:db from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    "SecretMissing",
  ],
  [
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-0a1b2c3d4e.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.',
    "VolumeMountRefused",
    /fs-0a1b2c3d4e/,
  ],
  [
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log group: AccessDeniedException: User is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:1:log-group:/ecs/x",
    "LogGroupMissing",
  ],
  ["ResourceInitializationError: failed to validate logger args: : signal: killed", "LogGroupMissing"],
  ["Timeout waiting for network interface provisioning to complete.", "AwsInternalError"],
  [
    "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x:1:targetgroup/a/b)",
    "TargetNoAnswer",
  ],
  ["CannotStartContainerError: failed to get container status: <reason>", "ContainerCannotStart"],
  ["Host EC2 (instance i-0a) terminated.", "TaskFailed"],
];

const stoppedRows = stopped.map(([words, reason, resource = /./]) => ({ words, reason, resource }));

test.each(stoppedRows)("a stopped task: $words", ({ words, reason, resource }) => {
  const sign: Sign = {
    kind: "stopped-task",
    at,
    task: "1a2b",
    service: "api",
    stopCode: "TaskFailedToStart",
    reason: words,
    containers: [{ name: "api", image: "shop/api:1", health: "UNKNOWN" }],
  };
  const found = diagnose([sign], scene);
  expect(found?.reason).toBe(reason);
  expect(found?.resource).toMatch(resource);
});

const placed: readonly (readonly [words: string, reason: string])[] = [
  [
    "(service a) was unable to place a task. Reason: CannotPullContainerError ... image ... latest: not found.",
    "ImageMissing",
  ],
  [
    "(service a) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
    "FargateLimit",
  ],
  [
    "(service a) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance b has insufficient CPU units available.",
    "CapacityUnavailable",
  ],
  [
    "(service a) was unable to place a task. Reason: ResourceInitializationError: Unable to launch instance(s) for capacity provider x-spot. UnfulfillableCapacity: Unable to fulfill capacity due to your request configuration.",
    "SpotUnavailable",
  ],
  ["(service a) was unable to place a task because of the planets.", "TaskFailed"],
];

test.each(placed)("a service event: %s", (message, reason) => {
  expect(diagnose([{ kind: "service-event", at, service: "a", message }], scene)?.reason).toBe(reason);
});

const resources: readonly (readonly [type: string, words: string, reason: string])[] = [
  ["AWS::S3::Bucket", "shop-files already exists", "NameTaken"],
  [
    "AWS::Logs::LogGroup",
    "/copilot/shop-api already exists in stack arn:aws:cloudformation:eu-west-1:1:stack/other/2",
    "NameTaken",
  ],
  [
    "AWS::EC2::VPCEndpoint",
    'Resource handler returned message: "The maximum number of VPC endpoints has been reached. (Service: Ec2, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)" (RequestToken: 2, HandlerErrorCode: ServiceLimitExceeded)',
    "QuotaExceeded",
  ],
  [
    "AWS::IAM::Policy",
    'Resource handler returned message: "Maximum policy size of 10240 bytes exceeded for role x (Service: Iam, Status Code: 409, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: ServiceLimitExceeded)',
    "QuotaExceeded",
  ],
  [
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "Priority '26' is currently in use (Service: AmazonElasticLoadBalancingV2; Status Code: 400; Error Code: PriorityInUse; Request ID: 1)",
    "ListenerPriorityTaken",
  ],
  [
    "AWS::Events::Rule",
    'Resource handler returned message: "User: arn:aws:sts::1:assumed-role/cfn/AWSCloudFormation is not authorized to perform: events:DescribeRule on resource: arn:aws:events:us-east-1:1:rule/x because no permissions boundary allows the events:DescribeRule action (Service: EventBridge, Status Code: 400)" (HandlerErrorCode: AccessDenied)',
    "BoundaryDenies",
  ],
  [
    "AWS::IAM::Role",
    'Resource handler returned message: "User: arn:aws:iam::1:user/x is not authorized to perform: iam:PutRolePolicy on resource: role r with an explicit deny in an identity-based policy (Service: Iam, Status Code: 403, Request ID: *)" (RequestToken: *, HandlerErrorCode: AccessDenied)',
    "AccessDenied",
  ],
  [
    "AWS::Lambda::Function",
    'Resource handler returned message: "User: arn:aws:iam::1:user/u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r because no identity-based policy allows the iam:PassRole action (Service: Lambda, Status Code: 403, Request ID: 1)" (HandlerErrorCode: AccessDenied)',
    "AccessDenied",
  ],
  [
    "AWS::ECS::Service",
    "Unable to assume the service linked role. Please verify that the ECS service linked role exists. (Service: AmazonECS; Status Code: 400; Error Code: InvalidParameterException; Request ID: X)",
    "ServiceLinkedRoleMissing",
  ],
  [
    "AWS::Instance",
    "Action denied by stack policy: Update:Replace on LogicalResourceId/Instance",
    "StackPolicyDenies",
  ],
  [
    "AWS::SSM::Parameter",
    'Resource handler returned message: "Rate exceeded (Service: Ssm, Status Code: 400, Request ID: 1)" (HandlerErrorCode: GeneralServiceException)',
    "Throttled",
  ],
  [
    "AWS::RDS::DBInstance",
    'Resource handler returned message: "DB Instance not found (Service: Rds, Status Code: 404)" (HandlerErrorCode: NotFound)',
    "ReferenceMissing",
  ],
  [
    "AWS::RDS::DBCluster",
    "Resource handler returned message: \"Resource of type 'AWS::RDS::DBCluster' did not stabilize.\" (RequestToken: 3f1a2b, HandlerErrorCode: NotStabilized)",
    "NotStabilized",
  ],
  [
    "AWS::ECS::Service",
    'Resource handler returned message: "Exceeded attempts to wait" (RequestToken: 1, HandlerErrorCode: NotStabilized)',
    "NotStabilized",
  ],
  [
    "AWS::SNS::Subscription",
    "Invalid parameter: TopicArn (Service: AmazonSNS; Status Code: 400; Error Code: InvalidParameter; Request ID: 1)",
    "TopicMissing",
  ],
  ["AWS::CertificateManager::Certificate", "Certificate validation timed out", "CertificatePending"],
  ["AWS::Foo::Bar", "the cat sat on the keyboard", "StackOperationFailed"],
];

test.each(resources)("a failed %s: %s", (type, reason, expected) => {
  const sign: Sign = { kind: "stack-event", at, resource: ["Thing"], type, status: "CREATE_FAILED", reason };
  const found = diagnose([sign], scene);
  expect(found?.reason).toBe(expected);
  expect(found?.words).not.toMatch(/RequestToken|Request ID/);
});
