import { getAtt, sub } from "../../template/intrinsics.ts";
import { policyDocument } from "../iam.ts";
import { keyAdministration } from "../key-administration.ts";
import { described, type Resources } from "../resources.ts";

const resources: Resources = {
  EventsKMSKey: {
    Metadata: described("Encrypts the messages in the worker's queues"),
    Type: "AWS::KMS::Key",
    Properties: {
      KeyPolicy: policyDocument(
        {
          Sid: "Allow key use",
          Effect: "Allow",
          Principal: { AWS: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
          Action: [
            ...keyAdministration,
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
          ],
          Resource: "*",
        },
        {
          Sid: "Allow SNS encryption",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Resource: "*",
        },
        {
          Sid: "Allow SQS encryption",
          Effect: "Allow",
          Principal: { Service: "sqs.amazonaws.com" },
          Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
          Resource: "*",
        },
        {
          Sid: "Allow task role encrypt/decrypt",
          Effect: "Allow",
          Principal: { AWS: [getAtt("TaskRole", "Arn")] },
          Action: ["kms:Encrypt", "kms:Decrypt"],
          Resource: "*",
        },
      ),
    },
  },
};

/** The key that encrypts a worker's queues. */
export function eventsKey(): Resources {
  return resources;
}
