import type { ServiceModel } from "../kernel/service.ts";
import { cloudwatchService } from "./cloudwatch/cloudwatch-service.ts";
import { ecrService } from "./ecr/ecr-service.ts";
import { ecsService } from "./ecs/ecs-service.ts";
import { iamService } from "./iam/iam-service.ts";
import { s3Service } from "./s3/s3-service.ts";
import { ssmService } from "./ssm/ssm-service.ts";
import { stsService } from "./sts/sts-service.ts";
import { taggingService } from "./tagging/tagging-service.ts";

/** Every service of the simulated AWS but CloudFormation. */
export const awsServices: readonly ServiceModel[] = [
  cloudwatchService,
  ecrService,
  ecsService,
  iamService,
  s3Service,
  ssmService,
  stsService,
  taggingService,
];
