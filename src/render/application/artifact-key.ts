import type { Json } from "../../domain/template.ts";
import { ref, sub } from "../../template/intrinsics.ts";
import { keyAdministration } from "../key-administration.ts";
import { described, type Resources } from "../resources.ts";

/** The key of the artifact bucket: the application's account administers it, all accounts of the application use it. */
export function artifactKey(users: readonly Json[]): Resources {
  return {
    KMSKey: {
      Metadata: described("Encrypts what is stored in the artifact bucket"),
      Type: "AWS::KMS::Key",
      Properties: {
        EnableKeyRotation: true,
        KeyPolicy: {
          Version: "2012-10-17",
          Id: ref("AWS::StackName"),
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
              Action: keyAdministration,
              Resource: "*",
            },
            {
              Effect: "Allow",
              Principal: { AWS: users },
              Action: [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey",
              ],
              Resource: "*",
            },
          ],
        },
      },
    },
  };
}
