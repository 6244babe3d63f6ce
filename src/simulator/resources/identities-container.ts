import { arnOf, generatedName, nameFrom, textIn } from "./naming.ts";
import type { Identity, Naming } from "./naming.ts";

/** ECS, ECR, App Runner, Lambda, Step Functions, CodeBuild and Application Auto Scaling. */
export const containerIdentities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  "AWS::ECS::Cluster": (naming) => {
    const physicalId = nameFrom(naming, "ClusterName", 255);
    return { physicalId, attributes: { Arn: arnOf(naming, "ecs", `cluster/${physicalId}`) } };
  },
  "AWS::ECS::Service": (naming) => {
    const name = nameFrom(naming, "ServiceName", 255);
    const cluster = textIn(naming.properties, "Cluster").split("/").at(-1) ?? "default";
    const arn = arnOf(naming, "ecs", `service/${cluster}/${name}`);
    return { physicalId: arn, attributes: { Name: name, ServiceArn: arn } };
  },
  "AWS::ECS::TaskDefinition": (naming) => {
    const family = textIn(naming.properties, "Family") || generatedName(naming, 255);
    const arn = arnOf(naming, "ecs", `task-definition/${family}:1`);
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  "AWS::ECR::Repository": (naming) => {
    const physicalId =
      textIn(naming.properties, "RepositoryName") || generatedName(naming, 256).toLowerCase();
    return {
      physicalId,
      attributes: {
        Arn: arnOf(naming, "ecr", `repository/${physicalId}`),
        RepositoryUri: `${naming.account}.dkr.ecr.${naming.region}.amazonaws.com/${physicalId}`,
      },
    };
  },
  "AWS::AppRunner::Service": (naming) => {
    const name = nameFrom(naming, "ServiceName", 40);
    const id = naming.random.hex(32);
    const arn = arnOf(naming, "apprunner", `service/${name}/${id}`);
    return {
      physicalId: arn,
      attributes: {
        ServiceArn: arn,
        ServiceId: id,
        ServiceUrl: `${naming.random.hex(10)}.${naming.region}.awsapprunner.com`,
        Status: "RUNNING",
      },
    };
  },
  "AWS::AppRunner::VpcConnector": (naming) => {
    const arn = arnOf(
      naming,
      "apprunner",
      `vpcconnector/${nameFrom(naming, "VpcConnectorName", 40)}/1/${naming.random.hex(32)}`,
    );
    return { physicalId: arn, attributes: { VpcConnectorArn: arn, VpcConnectorRevision: 1 } };
  },
  "AWS::AppRunner::VpcIngressConnection": (naming) => {
    const name = nameFrom(naming, "VpcIngressConnectionName", 40);
    const arn = arnOf(naming, "apprunner", `vpcingressconnection/${name}/${naming.random.hex(32)}`);
    return {
      physicalId: arn,
      attributes: {
        VpcIngressConnectionArn: arn,
        Status: "AVAILABLE",
        DomainName: `${naming.random.hex(10)}.${naming.region}.awsapprunner.com`,
      },
    };
  },
  "AWS::Lambda::Function": (naming) => {
    const physicalId = nameFrom(naming, "FunctionName", 64);
    return { physicalId, attributes: { Arn: arnOf(naming, "lambda", `function:${physicalId}`) } };
  },
  "AWS::Lambda::Permission": (naming) => {
    const physicalId = generatedName(naming, 100);
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::StepFunctions::StateMachine": (naming) => {
    const name =
      textIn(naming.properties, "StateMachineName") ||
      `${naming.logicalId}-${naming.random.characters(12, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")}`;
    const arn = arnOf(naming, "states", `stateMachine:${name}`);
    return {
      physicalId: arn,
      attributes: { Arn: arn, Name: name, StateMachineRevisionId: naming.random.uuid() },
    };
  },
  "AWS::CodeBuild::Project": (naming) => {
    const physicalId = nameFrom(naming, "Name", 150);
    return {
      physicalId,
      attributes: { Id: physicalId, Arn: arnOf(naming, "codebuild", `project/${physicalId}`) },
    };
  },
  "AWS::CodePipeline::Pipeline": (naming) => {
    const physicalId = nameFrom(naming, "Name", 100);
    return { physicalId, attributes: { Version: "1" } };
  },
  "AWS::ApplicationAutoScaling::ScalableTarget": (naming) => {
    const { properties } = naming;
    const physicalId = [
      textIn(properties, "ResourceId"),
      textIn(properties, "ScalableDimension"),
      textIn(properties, "ServiceNamespace"),
    ].join("|");
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::ApplicationAutoScaling::ScalingPolicy": (naming) => {
    const name = textIn(naming.properties, "PolicyName");
    const arn = arnOf(naming, "autoscaling", `scalingPolicy:${naming.random.uuid()}:policyName/${name}`);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
};
