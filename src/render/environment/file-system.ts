import type { JsonMap } from "../../domain/template.ts";
import { join, ref, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { anyTraffic } from "./environment-security-group.ts";
import { named } from "./managed-vpc.ts";

/** The environment's EFS file system with a mount target in each private subnet, made when a workload needs storage. */
export function fileSystem({ vpc }: EnvironmentContext): Resources {
  return {
    FileSystem: {
      Condition: "CreateEFS",
      Type: "AWS::EFS::FileSystem",
      Metadata: described("Storage that outlives the tasks that mount it"),
      Properties: {
        BackupPolicy: { Status: "ENABLED" },
        Encrypted: true,
        FileSystemPolicy: accessPolicy,
        LifecyclePolicies: [{ TransitionToIA: "AFTER_30_DAYS" }],
        PerformanceMode: "generalPurpose",
        ThroughputMode: "bursting",
      },
    },
    EFSSecurityGroup: {
      Metadata: described("Lets the workloads reach the file system"),
      Type: "AWS::EC2::SecurityGroup",
      Condition: "CreateEFS",
      Properties: {
        GroupDescription: join("", [ref("AppName"), "-", ref("EnvironmentName"), "EFSSecurityGroup"]),
        VpcId: vpc.id,
        ...named("${AppName}-${EnvironmentName}-efs"),
      },
    },
    EFSSecurityGroupIngressFromEnvironment: anyTraffic({
      condition: "CreateEFS",
      why: "From the workloads of the environment",
      to: "EFSSecurityGroup",
      from: "EnvironmentSecurityGroup",
    }),
    ...Object.fromEntries(
      vpc.privateSubnets.map((subnet, index) => [
        `MountTarget${index + 1}`,
        {
          Type: "AWS::EFS::MountTarget",
          Condition: "CreateEFS",
          Properties: {
            FileSystemId: ref("FileSystem"),
            SubnetId: subnet,
            SecurityGroups: [ref("EFSSecurityGroup")],
          },
        },
      ]),
    ),
  };
}

const accessPolicy: JsonMap = {
  Version: "2012-10-17",
  Id: "CopilotEFSPolicy",
  Statement: [
    {
      Sid: "AllowIAMFromTaggedRoles",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["elasticfilesystem:ClientWrite", "elasticfilesystem:ClientMount"],
      Condition: {
        Bool: { "elasticfilesystem:AccessedViaMountTarget": true },
        StringEquals: {
          "iam:ResourceTag/copilot-application": sub("${AppName}"),
          "iam:ResourceTag/copilot-environment": sub("${EnvironmentName}"),
        },
      },
    },
    {
      Sid: "DenyUnencryptedAccess",
      Effect: "Deny",
      Principal: "*",
      Action: "elasticfilesystem:*",
      Condition: { Bool: { "aws:SecureTransport": false } },
    },
  ],
};
