import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DescribeStackSetCommand,
  DescribeStackSetOperationCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackInstancesCommand,
  ListStacksCommand,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { BatchGetImageCommand, DescribeImagesCommand } from "@aws-sdk/client-ecr";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
} from "@aws-sdk/client-ssm";
import type { CallTarget } from "../domain/examiner.ts";
import type { abortable } from "./abortable.ts";
import { scalingPackage, secretsPackage, trailPackage } from "./late-packages.ts";
import type { Session } from "./sessions.ts";

/** Makes a call for its verdict alone. */
export type ProbeCall = (
  session: Session,
  target: CallTarget,
  options: ReturnType<typeof abortable>,
) => Promise<unknown>;

/** The name of what is not there. */
const nothing = "autoland-doctor";
/** The id of an operation that there never was. */
const noId = "00000000-0000-4000-8000-000000000000";

/**
 * Calls that say by their answer whether IAM allows them, and change nothing: the reads themselves, of what is there or of a name that
 * is not; and changes of a stack, change set or cluster that is not there. IAM decides before the service looks for them.
 */
export const probeCalls: ReadonlyMap<string, ProbeCall> = new Map<string, ProbeCall>([
  [
    "ssm:GetParameter",
    ({ ssm }, { application }, options) =>
      ssm.send(new GetParameterCommand({ Name: `/copilot/applications/${application}` }), options),
  ],
  [
    "ssm:GetParametersByPath",
    async ({ ssm }, { application }, options) => {
      for (const root of ["/copilot/applications", "/autoland"])
        await ssm.send(
          new GetParametersByPathCommand({ Path: `${root}/${application}`, Recursive: true, MaxResults: 1 }),
          options,
        );
    },
  ],
  [
    "ssm:DescribeParameters",
    ({ ssm }, _target, options) => ssm.send(new DescribeParametersCommand({ MaxResults: 1 }), options),
  ],
  [
    "cloudformation:ListStacks",
    ({ cloudformation }, _target, options) => cloudformation.send(new ListStacksCommand({}), options),
  ],
  [
    "cloudformation:ListStackInstances",
    ({ cloudformation }, { application }, options) =>
      cloudformation.send(
        new ListStackInstancesCommand({ StackSetName: stackSet(application), MaxResults: 1 }),
        options,
      ),
  ],
  [
    "cloudformation:DescribeStackSet",
    ({ cloudformation }, { application }, options) =>
      cloudformation.send(new DescribeStackSetCommand({ StackSetName: stackSet(application) }), options),
  ],
  [
    "cloudformation:ListStackSetOperations",
    ({ cloudformation }, { application }, options) =>
      cloudformation.send(
        new ListStackSetOperationsCommand({ StackSetName: stackSet(application), MaxResults: 1 }),
        options,
      ),
  ],
  [
    "cloudformation:DescribeStackSetOperation",
    ({ cloudformation }, { application }, options) =>
      cloudformation.send(
        new DescribeStackSetOperationCommand({ StackSetName: stackSet(application), OperationId: noId }),
        options,
      ),
  ],
  [
    "cloudformation:ListStackSetOperationResults",
    ({ cloudformation }, { application }, options) =>
      cloudformation.send(
        new ListStackSetOperationResultsCommand({ StackSetName: stackSet(application), OperationId: noId }),
        options,
      ),
  ],
  [
    "cloudformation:DescribeStacks",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DescribeStacksCommand({ StackName: knownStack(target) }), options),
  ],
  [
    "cloudformation:GetTemplate",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new GetTemplateCommand({ StackName: knownStack(target) }), options),
  ],
  [
    "cloudformation:DescribeStackEvents",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DescribeStackEventsCommand({ StackName: knownStack(target) }), options),
  ],
  [
    "cloudformation:DescribeStackResource",
    ({ cloudformation }, target, options) =>
      cloudformation.send(
        new DescribeStackResourceCommand({ StackName: knownStack(target), LogicalResourceId: "Cluster" }),
        options,
      ),
  ],
  [
    "cloudformation:DescribeStackResources",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DescribeStackResourcesCommand({ StackName: knownStack(target) }), options),
  ],
  [
    "cloudformation:DescribeStackDriftDetectionStatus",
    ({ cloudformation }, _target, options) =>
      cloudformation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: noId }),
        options,
      ),
  ],
  [
    "cloudformation:DescribeStackResourceDrifts",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DescribeStackResourceDriftsCommand({ StackName: knownStack(target) }), options),
  ],
  [
    "cloudformation:ListExports",
    ({ cloudformation }, _target, options) => cloudformation.send(new ListExportsCommand({}), options),
  ],
  [
    "cloudformation:DescribeChangeSet",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DescribeChangeSetCommand(noChangeSet(target)), options),
  ],
  [
    "cloudformation:CreateChangeSet",
    ({ cloudformation }, target, options) =>
      cloudformation.send(
        new CreateChangeSetCommand({
          ...noChangeSet(target),
          ChangeSetType: "UPDATE",
          UsePreviousTemplate: true,
        }),
        options,
      ),
  ],
  [
    "cloudformation:ExecuteChangeSet",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new ExecuteChangeSetCommand(noChangeSet(target)), options),
  ],
  [
    "cloudformation:DeleteChangeSet",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new DeleteChangeSetCommand(noChangeSet(target)), options),
  ],
  [
    "cloudformation:CancelUpdateStack",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new CancelUpdateStackCommand({ StackName: missingStack(target) }), options),
  ],
  [
    "cloudformation:ContinueUpdateRollback",
    ({ cloudformation }, target, options) =>
      cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: missingStack(target) }), options),
  ],
  [
    "resource-groups-tagging-api:GetResources",
    ({ tagging }, { application }, options) =>
      tagging.send(
        new GetResourcesCommand({
          TagFilters: [{ Key: "copilot-application", Values: [application] }],
          ResourcesPerPage: 1,
        }),
        options,
      ),
  ],
  [
    "ecr:BatchGetImage",
    ({ ecr }, { application }, options) =>
      ecr.send(
        new BatchGetImageCommand({
          repositoryName: `${application}/${nothing}`,
          imageIds: [{ imageTag: nothing }],
        }),
        options,
      ),
  ],
  [
    "ecr:DescribeImages",
    ({ ecr }, { application }, options) =>
      ecr.send(new DescribeImagesCommand({ repositoryName: `${application}/${nothing}` }), options),
  ],
  // EC2 says by itself what it would do. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
  [
    "ec2:DescribeManagedPrefixLists",
    async ({ ec2 }, _target, options) => {
      const { DescribeManagedPrefixListsCommand } = await import("@aws-sdk/client-ec2");
      return (await ec2()).send(new DescribeManagedPrefixListsCommand({ DryRun: true }), options);
    },
  ],
  [
    "ec2:DescribeSubnets",
    async ({ ec2 }, _target, options) => {
      const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
      return (await ec2()).send(new DescribeSubnetsCommand({ DryRun: true }), options);
    },
  ],
  [
    "s3:ListObjectsV2",
    ({ s3 }, { buildBucket }, options) =>
      s3.send(new ListObjectsV2Command({ Bucket: buildBucket, MaxKeys: 1 }), options),
  ],
  [
    "ecs:DescribeServices",
    ({ ecs }, target, options) =>
      ecs.send(
        new DescribeServicesCommand({ cluster: missingStack(target), services: [missingStack(target)] }),
        options,
      ),
  ],
  [
    "ecs:UpdateService",
    ({ ecs }, target, options) =>
      ecs.send(
        new UpdateServiceCommand({ cluster: missingStack(target), service: missingStack(target) }),
        options,
      ),
  ],
  [
    "ecs:ListTasks",
    ({ ecs }, target, options) =>
      ecs.send(new ListTasksCommand({ cluster: missingStack(target), maxResults: 1 }), options),
  ],
  [
    "ecs:DescribeTasks",
    ({ ecs }, target, options) =>
      ecs.send(new DescribeTasksCommand({ cluster: missingStack(target), tasks: ["0".repeat(32)] }), options),
  ],
  [
    "ecs:ListServiceDeployments",
    ({ ecs }, target, options) =>
      ecs.send(
        new ListServiceDeploymentsCommand({ cluster: missingStack(target), service: missingStack(target) }),
        options,
      ),
  ],
  [
    "ecs:DescribeTaskDefinition",
    ({ ecs }, target, options) =>
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: missingStack(target) }), options),
  ],
  [
    "elastic-load-balancing-v2:DescribeLoadBalancers",
    ({ loadBalancing }, _target, options) =>
      loadBalancing.send(new DescribeLoadBalancersCommand({ PageSize: 1 }), options),
  ],
  [
    "elastic-load-balancing-v2:DescribeListeners",
    ({ loadBalancing }, target, options) =>
      loadBalancing.send(
        new DescribeListenersCommand({
          LoadBalancerArn: arnOf("elasticloadbalancing", target, `loadbalancer/app/${nothing}/${noHex}`),
        }),
        options,
      ),
  ],
  [
    "elastic-load-balancing-v2:DescribeTargetHealth",
    ({ loadBalancing }, target, options) =>
      loadBalancing.send(
        new DescribeTargetHealthCommand({
          TargetGroupArn: arnOf("elasticloadbalancing", target, `targetgroup/${nothing}/${noHex}`),
        }),
        options,
      ),
  ],
  [
    "acm:DescribeCertificate",
    ({ acm }, target, options) =>
      acm.send(
        new DescribeCertificateCommand({ CertificateArn: arnOf("acm", target, `certificate/${noId}`) }),
        options,
      ),
  ],
  [
    "cloudwatch-logs:GetLogEvents",
    async ({ logs }, target, options) => {
      const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
      const logGroupName = `/copilot/${missingStack(target)}`;
      return (await logs()).send(
        new GetLogEventsCommand({ logGroupName, logStreamName: nothing, limit: 1 }),
        options,
      );
    },
  ],
  [
    "application-auto-scaling:DescribeScalableTargets",
    ({ scaling }, _target, options) =>
      scaling().send(
        new (scalingPackage().DescribeScalableTargetsCommand)({ ServiceNamespace: "ecs", MaxResults: 1 }),
        options,
      ),
  ],
  [
    "application-auto-scaling:DescribeScalingPolicies",
    ({ scaling }, _target, options) =>
      scaling().send(
        new (scalingPackage().DescribeScalingPoliciesCommand)({ ServiceNamespace: "ecs", MaxResults: 1 }),
        options,
      ),
  ],
  [
    "secrets-manager:DescribeSecret",
    ({ secrets }, _target, options) =>
      secrets().send(new (secretsPackage().DescribeSecretCommand)({ SecretId: nothing }), options),
  ],
  [
    "secrets-manager:ListSecrets",
    ({ secrets }, _target, options) =>
      secrets().send(new (secretsPackage().ListSecretsCommand)({ MaxResults: 1 }), options),
  ],
  [
    "cloudtrail:LookupEvents",
    ({ trail }, _target, options) =>
      trail().send(new (trailPackage().LookupEventsCommand)({ MaxResults: 1 }), options),
  ],
]);

const noHex = "0".repeat(16);

function stackSet(application: string): string {
  return `${application}-infrastructure`;
}

/** An environment's own stack, which is there; in the application's account a name like those of its StackSet's stacks. */
function knownStack({ application, environment }: CallTarget): string {
  return environment === undefined
    ? `StackSet-${application}-infrastructure-${nothing}`
    : `${application}-${environment}`;
}

/** A stack, service or cluster of the environment that is not there. */
function missingStack({ application, environment = "none" }: CallTarget): string {
  return `${application}-${environment}-${nothing}`;
}

function noChangeSet(target: CallTarget): { readonly StackName: string; readonly ChangeSetName: string } {
  return { StackName: missingStack(target), ChangeSetName: nothing };
}

function arnOf(service: string, { partition, region, account }: CallTarget, rest: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}
