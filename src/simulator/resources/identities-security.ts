import { arnOf, generatedName, globalArnOf, nameFrom, textIn } from "./naming.ts";
import type { Identity, Naming } from "./naming.ts";

/** IAM, KMS, Secrets Manager and Certificate Manager. */
export const securityIdentities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  "AWS::IAM::Role": (naming) => {
    const physicalId = nameFrom(naming, "RoleName", 64);
    const path = textIn(naming.properties, "Path") || "/";
    return {
      physicalId,
      attributes: {
        Arn: globalArnOf(naming, "iam", `role${path}${physicalId}`),
        RoleId: `AROA${naming.random.hex(17).toUpperCase()}`,
      },
    };
  },
  "AWS::IAM::ManagedPolicy": (naming) => {
    const path = textIn(naming.properties, "Path") || "/";
    const arn = globalArnOf(naming, "iam", `policy${path}${nameFrom(naming, "ManagedPolicyName", 128)}`);
    return {
      physicalId: arn,
      attributes: { PolicyArn: arn, PolicyId: `ANPA${naming.random.hex(17).toUpperCase()}` },
    };
  },
  "AWS::IAM::Policy": (naming) => {
    const physicalId = generatedName(naming, 64);
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::IAM::User": (naming) => {
    const physicalId = nameFrom(naming, "UserName", 64);
    return { physicalId, attributes: { Arn: globalArnOf(naming, "iam", `user/${physicalId}`) } };
  },
  "AWS::IAM::InstanceProfile": (naming) => {
    const physicalId = nameFrom(naming, "InstanceProfileName", 128);
    return { physicalId, attributes: { Arn: globalArnOf(naming, "iam", `instance-profile/${physicalId}`) } };
  },
  "AWS::IAM::AccessKey": (naming) => ({
    physicalId: `AKIA${naming.random.hex(16).toUpperCase()}`,
    attributes: { SecretAccessKey: naming.random.hex(40) },
  }),
  "AWS::KMS::Key": (naming) => {
    const physicalId = naming.random.uuid();
    return { physicalId, attributes: { KeyId: physicalId, Arn: arnOf(naming, "kms", `key/${physicalId}`) } };
  },
  "AWS::KMS::Alias": (naming) => ({ physicalId: textIn(naming.properties, "AliasName"), attributes: {} }),
  "AWS::SecretsManager::Secret": (naming) => {
    const name =
      textIn(naming.properties, "Name") ||
      `${naming.logicalId}-${naming.random.characters(12, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")}`;
    const arn = arnOf(
      naming,
      "secretsmanager",
      `secret:${name}-${naming.random.characters(6, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")}`,
    );
    return { physicalId: arn, attributes: { Id: arn } };
  },
  "AWS::SecretsManager::SecretTargetAttachment": (naming) => {
    const arn = textIn(naming.properties, "SecretId");
    return { physicalId: arn, attributes: { Id: arn } };
  },
  "AWS::SecretsManager::ResourcePolicy": (naming) => {
    const arn = textIn(naming.properties, "SecretId");
    return { physicalId: arn, attributes: { Id: arn } };
  },
  "AWS::CertificateManager::Certificate": (naming) => {
    const arn = arnOf(naming, "acm", `certificate/${naming.random.uuid()}`);
    return { physicalId: arn, attributes: { CertificateArn: arn, Id: arn } };
  },
};
