const reference = "https://docs.aws.amazon.com/service-authorization/latest/reference";

/** The page of AWS's Service Authorization Reference with a service's actions, resources and condition keys; by the prefix of its actions. */
const pages: Readonly<Record<string, string>> = {
  acm: "list_awscertificatemanager.html",
  "application-autoscaling": "list_applicationautoscaling.html",
  cloudformation: "list_awscloudformation.html",
  cloudtrail: "list_awscloudtrail.html",
  codebuild: "list_awscodebuild.html",
  codepipeline: "list_awscodepipeline.html",
  ec2: "list_amazonec2.html",
  ecr: "list_amazonelasticcontainerregistry.html",
  ecs: "list_amazonelasticcontainerservice.html",
  elasticloadbalancing: "list_awselasticloadbalancingv2.html",
  iam: "list_awsidentityandaccessmanagementiam.html",
  kms: "list_awskeymanagementservice.html",
  logs: "list_amazoncloudwatchlogs.html",
  s3: "list_amazons3.html",
  secretsmanager: "list_awssecretsmanager.html",
  sqs: "list_amazonsqs.html",
  ssm: "list_awssystemsmanager.html",
  sts: "list_awssecuritytokenservice.html",
  tag: "list_amazonresourcegrouptaggingapi.html",
};

/** Where AWS says what an action allows and on which resources. Throws for a service that is not listed. */
export function pageOfAction(action: string): string {
  const page = pages[action.split(":")[0] ?? ""];
  if (page === undefined) throw new Error(`no page is known for ${action}`);
  return `${reference}/${page}`;
}
