import type { JsonMap } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import { exported } from "./output.ts";

/** The two roles through which an environment is looked at and deployed; Copilot's records hold them, too. */
export const roleOutputs: Readonly<Record<string, JsonMap>> = {
  EnvironmentManagerRoleARN: {
    ...exported("EnvironmentManagerRoleARN", getAtt("EnvironmentManagerRole", "Arn")),
    Description: "The role to assume for looking at this environment and starting deployments",
  },
  CFNExecutionRoleARN: {
    ...exported("CFNExecutionRoleARN", getAtt("CloudformationExecutionRole", "Arn")),
    Description: "The role that CloudFormation deploys with",
  },
};
