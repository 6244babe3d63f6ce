import type { ServiceModel } from "../kernel/service.ts";
import { acmService } from "./acm/acm-service.ts";
import { appRunnerService } from "./apprunner/apprunner-service.ts";
import { cloudFrontService } from "./cloudfront/cloudfront-service.ts";
import { cloudTrailService } from "./cloudtrail/cloudtrail-service.ts";
import { cloudwatchService } from "./cloudwatch/cloudwatch-service.ts";
import { codeBuildService } from "./codebuild/codebuild-service.ts";
import { codePipelineService } from "./codepipeline/codepipeline-service.ts";
import { ecrService } from "./ecr/ecr-service.ts";
import { ecsService } from "./ecs/ecs-service.ts";
import { elasticLoadBalancingService } from "./elb/elb-service.ts";
import { eventBridgeService } from "./eventbridge/eventbridge-service.ts";
import { iamService } from "./iam/iam-service.ts";
import { lambdaService } from "./lambda/lambda-service.ts";
import { logsService } from "./logs/logs-service.ts";
import { route53Service } from "./route53/route53-service.ts";
import { s3Service } from "./s3/s3-service.ts";
import { applicationAutoScalingService } from "./scaling/scaling-service.ts";
import { secretsManagerService } from "./secrets/secrets-service.ts";
import { stepFunctionsService } from "./sfn/sfn-service.ts";
import { sqsService } from "./sqs/sqs-service.ts";
import { ssmService } from "./ssm/ssm-service.ts";
import { stsService } from "./sts/sts-service.ts";
import { taggingService } from "./tagging/tagging-service.ts";

/** Every service of the simulated AWS but CloudFormation. */
export const awsServices: readonly ServiceModel[] = [
  acmService,
  appRunnerService,
  applicationAutoScalingService,
  cloudFrontService,
  cloudTrailService,
  cloudwatchService,
  codeBuildService,
  codePipelineService,
  ecrService,
  ecsService,
  elasticLoadBalancingService,
  eventBridgeService,
  iamService,
  lambdaService,
  logsService,
  route53Service,
  s3Service,
  secretsManagerService,
  sqsService,
  ssmService,
  stepFunctionsService,
  stsService,
  taggingService,
];
