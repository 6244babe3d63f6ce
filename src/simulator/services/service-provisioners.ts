import type { Provisioner } from "../cloudformation/provision.ts";
import { acmProvisioners } from "./acm/acm-provisioners.ts";
import { cloudwatchProvisioners } from "./cloudwatch/cloudwatch-provisioners.ts";
import { ecrProvisioners } from "./ecr/ecr-provisioners.ts";
import { ecsProvisioners } from "./ecs/ecs-provisioners.ts";
import { eventBridgeProvisioners } from "./eventbridge/eventbridge-provisioners.ts";
import { iamProvisioners } from "./iam/iam-provisioners.ts";
import { route53Provisioners } from "./route53/route53-provisioners.ts";
import { s3Provisioners } from "./s3/s3-provisioners.ts";
import { scalingProvisioners } from "./scaling/scaling-provisioners.ts";
import { secretsProvisioners } from "./secrets/secrets-provisioners.ts";
import { ssmProvisioners } from "./ssm/ssm-provisioners.ts";

/** How stacks make the resources whose services the simulated AWS plays; all other types have no behaviour of their own. */
export const serviceProvisioners: Readonly<Record<string, Provisioner>> = {
  ...acmProvisioners,
  ...cloudwatchProvisioners,
  ...ecrProvisioners,
  ...ecsProvisioners,
  ...eventBridgeProvisioners,
  ...iamProvisioners,
  ...route53Provisioners,
  ...s3Provisioners,
  ...scalingProvisioners,
  ...secretsProvisioners,
  ...ssmProvisioners,
};
