import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

const types =
  /^AWS::(?:CloudFormation::(?!(?:Stack|CustomResource|WaitCondition|WaitConditionHandle)$)\w+|ServiceCatalog(?:AppRegistry)?::\w+|CodePipeline::\w+|CodeBuild::\w+|CodeDeploy::\w+|CodeStar\w*::\w+|ImageBuilder::\w+|SSM::(?:Association|Document|MaintenanceWindow\w*|ResourceDataSync)|Config::\w+|CloudTrail::\w+|GuardDuty::\w+|SecurityHub::\w+|Macie::\w+|AccessAnalyzer::\w+|ControlTower::\w+|Budgets::BudgetsAction|ECR::(?:RegistryPolicy|ReplicationConfiguration|PullThroughCacheRule)|FIS::\w+|SystemsManagerSAP::\w+|Proton::\w+|Amplify::App|EMR::\w+|DataPipeline::\w+)$/;

/** Machinery that deploys, or watches, by itself. */
export const deploymentMachinery: PolicyRule = {
  code: "deployment-machinery",
  severity: "stop",
  judges: "additions",
  stops: "stack sets, macros, hooks, types of third parties, build projects, pipelines, audit settings",
  reason:
    "They deploy, change or stop watching whole accounts, by their own rules and with their own roles, without a commit that anybody reviews here.",
  remedy: "Have the operator make it outside the application's repository.",
  judge: ({ resources }) =>
    [...resources]
      .filter(([, { Type: type }]) => types.test(type) || isOfThirdParty(type))
      .map(([id, { Type: type }]) => ({ pointer: pointerOf(["Resources", id]), what: `makes an ${type}` })),
};

/** `Acme::Service::Thing` and modules run whatever their publisher wrote. */
function isOfThirdParty(type: string): boolean {
  if (type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource") return false;
  return !/^(?:AWS|Alexa)::/.test(type) || type.endsWith("::MODULE");
}
