import type { DesiredStack } from "../../src/domain/desired.ts";
import type { Judged } from "../../src/domain/judged.ts";
import { type ObservedStack, stackName } from "../../src/domain/stack.ts";
import type { Template, TemplateResource } from "../../src/domain/template.ts";
import { stackDigest } from "../../src/template/stack-digest.ts";

/** A small service: a task definition, the service that runs it, a role, a function, and a queue that holds data. */
export const serviceTemplate: Template = {
  Metadata: { Version: "v1.34.0" },
  Parameters: {
    ContainerImage: { Type: "String" },
    TaskCount: { Type: "Number" },
    AddonsTemplateURL: { Type: "String", Default: "" },
  },
  Conditions: { HasAddons: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "AddonsTemplateURL" }, ""] }] } },
  Resources: {
    TaskDefinition: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: {
        Family: "shop",
        TaskRoleArn: { "Fn::GetAtt": ["TaskRole", "Arn"] },
        ContainerDefinitions: [
          { Name: "api", Image: { Ref: "ContainerImage" }, Environment: [{ Name: "A", Value: "1" }] },
        ],
      },
    },
    TaskRole: { Type: "AWS::IAM::Role", Properties: { Policies: [], AssumeRolePolicyDocument: {} } },
    Service: {
      Type: "AWS::ECS::Service",
      Properties: {
        TaskDefinition: { Ref: "TaskDefinition" },
        DesiredCount: { Ref: "TaskCount" },
        LaunchType: "FARGATE",
      },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Handler: "index.handler",
        Runtime: "nodejs20.x",
        Code: { S3Bucket: "b", S3Key: "old.zip" },
      },
    },
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "orders", DelaySeconds: 0 } },
    AddonsStack: {
      Type: "AWS::CloudFormation::Stack",
      Condition: "HasAddons",
      Properties: { TemplateURL: { Ref: "AddonsTemplateURL" } },
    },
  },
};

/** The template with one resource changed, or taken away by `undefined`. */
export function withResource(
  id: string,
  resource: TemplateResource | undefined,
  template = serviceTemplate,
): Template {
  const { [id]: _before, ...others } = template.Resources;
  return { ...template, Resources: resource === undefined ? others : { ...others, [id]: resource } };
}

/** The template with some of a resource's properties changed. */
export function withProperties(
  id: string,
  properties: NonNullable<TemplateResource["Properties"]>,
  template = serviceTemplate,
): Template {
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`no resource ${id}`);
  return withResource(id, { ...resource, Properties: { ...resource.Properties, ...properties } }, template);
}

/** What Git wants of the small service. */
export function desiredStack(
  changes: Partial<Pick<DesiredStack, "template" | "parameters" | "tags">> = {},
): DesiredStack {
  const template = changes.template ?? serviceTemplate;
  const parameters = {
    ContainerImage: "repo:1",
    TaskCount: "1",
    AddonsTemplateURL: "",
    ...changes.parameters,
  };
  const tags = changes.tags ?? { "copilot-application": "shop" };
  return {
    id: { account: "111111111111", region: "eu-west-1", name: stackName("shop-test-api") },
    roleArn: "arn:aws:iam::111111111111:role/shop-test-CFNExecutionRole",
    bucket: "artifacts",
    artifacts: [],
    template,
    parameters,
    tags,
    digest: stackDigest(template, parameters, tags),
  };
}

/** The stack as it is after a desired stack was deployed; a test spoils one thing of it. */
export function deployedStack(
  desired: DesiredStack = desiredStack(),
  changes: Partial<ObservedStack> = {},
): ObservedStack {
  return {
    id: desired.id,
    arn: `arn:aws:cloudformation:eu-west-1:111111111111:stack/${desired.id.name}/0001`,
    status: "UPDATE_COMPLETE",
    template: { kind: "read", template: desired.template },
    parameters: desired.parameters,
    tags: desired.tags,
    outputs: {},
    createdAt: new Date("2026-01-01T00:00:00Z"),
    updatedAt: new Date("2026-02-01T00:00:00Z"),
    terminationProtection: false,
    ...changes,
  };
}

/** What policy judges of a stack that only Copilot's own rules made. */
export function judgedStack(
  { id, template, parameters, bucket }: DesiredStack,
  of: { readonly environment: string; readonly workload: string },
): Judged {
  return {
    application: "shop",
    ...of,
    account: id.account,
    region: id.region,
    applicationAccount: id.account,
    bucket,
    parts: [{ name: "stack", template, own: template, parameters, sources: [] }],
  };
}
