import type { Json, JsonMap, TemplateResource } from "../domain/template.ts";
import { sub } from "../template/intrinsics.ts";
import { cluster } from "./environment-imports.ts";
import { described } from "./resources.ts";

/** Version of the IAM policy language in all documents. */
const policyVersion = "2012-10-17";

/** A policy document of the given statements. */
export function policyDocument(...statements: readonly Json[]): JsonMap {
  return { Version: policyVersion, Statement: statements };
}

/** An inline policy of a role. */
export function inlinePolicy(name: Json, ...statements: readonly Json[]): JsonMap {
  return { PolicyName: name, PolicyDocument: policyDocument(...statements) };
}

/** ARN of a managed policy of AWS, in the stack's partition. */
export function awsManagedPolicy(path: string): JsonMap {
  return sub(`arn:\${AWS::Partition}:iam::aws:policy/${path}`);
}

/** `PermissionsBoundary` of a role when the application has one; spread it into the role's properties. */
export function permissionsBoundary(policyName: string | undefined): JsonMap {
  if (policyName === undefined || policyName === "") return {};
  return { PermissionsBoundary: sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${policyName}`) };
}

/** Trust policy of a role that an AWS service assumes; the principal stands as it is given, as text or as a list. */
export function trustedBy(service: string | readonly [string]): JsonMap {
  return policyDocument({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

/** Condition keys under which a resource must carry the tags of the workload's application and environment. */
export function taggedForEnvironment(keyPrefix: string): JsonMap {
  return {
    StringEquals: {
      [`${keyPrefix}:ResourceTag/copilot-application`]: sub("${AppName}"),
      [`${keyPrefix}:ResourceTag/copilot-environment`]: sub("${EnvName}"),
    },
  };
}

const trustedByLambda: JsonMap = policyDocument({
  Effect: "Allow",
  Principal: { Service: ["lambda.amazonaws.com"] },
  Action: ["sts:AssumeRole"],
});

/** The role of a custom resource's function: it may write its log and do what the policies allow. */
export function functionRole(
  purpose: string,
  boundary: string | undefined,
  policies: readonly JsonMap[],
): TemplateResource {
  return {
    Metadata: described(purpose),
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: trustedByLambda,
      ...permissionsBoundary(boundary),
      Path: "/",
      Policies: policies,
      ManagedPolicyArns: [awsManagedPolicy("service-role/AWSLambdaBasicExecutionRole")],
    },
  };
}

/** Condition that an ECS action is about the environment's cluster; the variable is the name inside the ARN's text. */
export function inEnvironmentCluster(variable: string): JsonMap {
  const arn = `arn:\${AWS::Partition}:ecs:\${AWS::Region}:\${AWS::AccountId}:cluster/\${${variable}}`;
  return { ArnEquals: { "ecs:cluster": { "Fn::Sub": [arn, { [variable]: cluster }] } } };
}

/** Statement that lets a function read the services of the environment's cluster. */
export const describeServicesOfCluster: JsonMap = {
  Sid: "ECS",
  Effect: "Allow",
  Action: ["ecs:DescribeServices"],
  Resource: "*",
  Condition: inEnvironmentCluster("ClusterName"),
};
