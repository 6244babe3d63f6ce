import type { JsonMap } from "../../domain/template.ts";
import { sub } from "../../template/intrinsics.ts";
import { inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import type { EnvironmentInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import {
  artifactStatements,
  deploymentStatements,
  generalStatements,
  removalStatements,
} from "./manager-statements.ts";

/** What the manager role may do because of the environment's manifest. */
export interface ManagerExtras {
  /** ARNs of imported certificates. */
  readonly certificates: readonly string[];
  /** The stack has a bucket for access logs, which must be emptied before it can go. */
  readonly accessLogsBucket: "own" | "none";
}

/**
 * The role that Copilot and Autoland look at an environment with, and start its deployments; any principal of the
 * application's account that may assume roles can take it (copilot-model.md 2.6).
 */
export function managerRole(
  inputs: Pick<EnvironmentInputs, "application" | "artifactBucketArn" | "artifactKeyArn">,
  extras: ManagerExtras,
): Resources {
  return {
    EnvironmentManagerRole: {
      Metadata: described(
        "What may be looked at, deployed and deleted in this environment from the application's account",
      ),
      DeletionPolicy: "Retain",
      Type: "AWS::IAM::Role",
      DependsOn: "CloudformationExecutionRole",
      Properties: {
        RoleName: sub("${AWS::StackName}-EnvManagerRole"),
        AssumeRolePolicyDocument: policyDocument({
          Effect: "Allow",
          Principal: { AWS: sub("${ToolsAccountPrincipalARN}") },
          Action: "sts:AssumeRole",
        }),
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        Path: "/",
        Policies: [inlinePolicy("root", ...statements(inputs, extras))],
      },
    },
  };
}

function statements(
  inputs: Pick<EnvironmentInputs, "artifactBucketArn" | "artifactKeyArn">,
  { certificates, accessLogsBucket }: ManagerExtras,
): readonly JsonMap[] {
  return [
    ...(certificates.length === 0 ? [] : [importedCertificates(certificates)]),
    ...deploymentStatements,
    ...(accessLogsBucket === "own" ? [emptyAccessLogs] : []),
    ...artifactStatements(inputs),
    ...generalStatements,
    ...removalStatements,
  ];
}

function importedCertificates(certificates: readonly string[]): JsonMap {
  return {
    Sid: "ImportedCertificates",
    Effect: "Allow",
    Action: ["acm:DescribeCertificate"],
    Resource: certificates,
  };
}

const emptyAccessLogs: JsonMap = {
  Sid: "EmptyELBAccessLogsBucket",
  Effect: "Allow",
  Action: ["s3:EmptyBucket"],
  Resource: { "Fn::Join": ["/", [{ "Fn::GetAtt": ["ELBAccessLogsBucket", "Arn"] }, "*"]] },
};
