import type {
  CreateSecretRequest,
  DeleteSecretRequest,
  DescribeSecretRequest,
  Filter,
  GetSecretValueRequest,
  ListSecretsRequest,
  PutSecretValueRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-secrets-manager";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { requestTagValues, resourceTagValues, tagList, tagsFrom, withoutTags } from "../tags.ts";
import { secrets, type Secret } from "./secret-state.ts";

/** Secrets Manager: secrets of calls and stacks. Only GetSecretValue tells a value. */
export const secretsManagerService: ServiceModel = {
  name: "secrets-manager",
  iamPrefix: "secretsmanager",
  errors: jsonErrors,
  operations: {
    CreateSecret: operation(createSecret, ({ partition, region, account }, { Name, Tags }) => [
      {
        action: "secretsmanager:CreateSecret",
        resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:${Name}-??????`,
        conditionValues: requestTagValues(tagsFrom(Tags)),
      },
    ]),
    DescribeSecret: onSecret("DescribeSecret", describeSecret),
    GetSecretValue: onSecret("GetSecretValue", getSecretValue),
    PutSecretValue: onSecret("PutSecretValue", putSecretValue),
    DeleteSecret: onSecret("DeleteSecret", deleteSecret),
    RestoreSecret: onSecret("RestoreSecret", restoreSecret),
    TagResource: onSecret("TagResource", tagResource),
    UntagResource: onSecret("UntagResource", untagResource),
    ListSecrets: operation(listSecrets),
  },
};

const day = 86_400_000;

/** CreateSecret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
function createSecret(context: CallContext, input: CreateSecretRequest): object {
  const name = input.Name ?? "";
  const known = findSecret(context, name);
  if (known?.deletedAt !== undefined) {
    throw clientFault(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (known !== undefined) {
    throw clientFault(
      "ResourceExistsException",
      `The operation failed because the secret ${name} already exists.`,
    );
  }
  const { partition, region, account } = context;
  const letters = context.random.characters(
    6,
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  );
  const secret: Secret = {
    arn: `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-${letters}`,
    name,
    createdAt: context.now,
    changedAt: context.now,
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    tags: tagsFrom(input.Tags),
    versions: new Map(),
    deletedAt: undefined,
  };
  const VersionId = addVersion(context, secret, input);
  context.state(secrets).set(name, secret);
  return { ARN: secret.arn, Name: name, ...(VersionId === undefined ? {} : { VersionId }) };
}

/** DescribeSecret: everything but the value. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
function describeSecret(context: CallContext, input: DescribeSecretRequest): object {
  return describe(requireSecret(context, input.SecretId));
}

/** ListSecrets: a hundred a page; by name and tags. */
function listSecrets(context: CallContext, input: ListSecretsRequest): object {
  const listed = [...context.state(secrets).values()].filter(
    (secret) =>
      isThere(context, secret) &&
      (secret.deletedAt === undefined || input.IncludePlannedDeletion === true) &&
      (input.Filters ?? []).every((filter) => meets(secret, filter)),
  );
  const page = pageOf(listed, {
    token: input.NextToken,
    size: input.MaxResults ?? 100,
    invalidToken: () => clientFault("InvalidNextTokenException", "The NextToken value is invalid."),
  });
  return { SecretList: page.items.map(describe), NextToken: page.nextToken };
}

/** Values of a filter are beginnings, and alternatives. */
function meets({ name, tags }: Secret, { Key, Values = [] }: Filter): boolean {
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [name],
    "tag-key": Object.keys(tags),
    "tag-value": Object.values(tags),
  };
  const own = texts[Key ?? ""];
  if (own === undefined) {
    throw clientFault("InvalidParameterException", `the simulated AWS does not filter secrets by ${Key}`);
  }
  return own.some((text) => Values.some((value) => text.startsWith(value)));
}

function getSecretValue(context: CallContext, input: GetSecretValueRequest): object {
  const secret = requireLiving(context, input.SecretId);
  const newest = [...secret.versions].at(-1);
  const wanted =
    input.VersionId === undefined ? newest : [...secret.versions].find(([id]) => id === input.VersionId);
  if (wanted === undefined) {
    throw clientFault(
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
  }
  const [VersionId, SecretString] = wanted;
  return { ARN: secret.arn, Name: secret.name, VersionId, SecretString, VersionStages: ["AWSCURRENT"] };
}

function putSecretValue(context: CallContext, input: PutSecretValueRequest): object {
  const secret = requireLiving(context, input.SecretId);
  const VersionId = addVersion(context, secret, input);
  secret.changedAt = context.now;
  return { ARN: secret.arn, Name: secret.name, VersionId, VersionStages: ["AWSCURRENT"] };
}

/** DeleteSecret: after 30 days unless told otherwise. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
function deleteSecret(context: CallContext, input: DeleteSecretRequest): object {
  const secret = requireLiving(context, input.SecretId);
  const days = input.ForceDeleteWithoutRecovery === true ? 0 : (input.RecoveryWindowInDays ?? 30);
  if (days !== 0 && (days < 7 || days > 30)) {
    throw clientFault(
      "InvalidParameterException",
      "RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    );
  }
  secret.deletedAt = new Date(context.now.getTime() + days * day);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletedAt };
}

function restoreSecret(context: CallContext, input: DescribeSecretRequest): object {
  const secret = requireSecret(context, input.SecretId);
  secret.deletedAt = undefined;
  return { ARN: secret.arn, Name: secret.name };
}

function tagResource(context: CallContext, input: TagResourceRequest): object {
  const secret = requireSecret(context, input.SecretId);
  secret.tags = { ...secret.tags, ...tagsFrom(input.Tags) };
  return {};
}

function untagResource(context: CallContext, input: UntagResourceRequest): object {
  const secret = requireSecret(context, input.SecretId);
  secret.tags = withoutTags(secret.tags, input.TagKeys ?? []);
  return {};
}

function addVersion(
  context: CallContext,
  secret: Secret,
  {
    SecretString,
    ClientRequestToken,
  }: { readonly SecretString?: string | undefined; readonly ClientRequestToken?: string | undefined },
): string | undefined {
  if (SecretString === undefined) return undefined;
  const id = ClientRequestToken ?? context.random.uuid();
  secret.versions.set(id, SecretString);
  return id;
}

/** By name, by ARN, or by an ARN without its six letters. */
function findSecret(context: CallContext, id: string | undefined): Secret | undefined {
  const all = context.state(secrets);
  const name = id?.split(":secret:").at(-1) ?? "";
  const found = all.get(name) ?? all.get(name.replace(/-\w{6}$/, ""));
  return found !== undefined && isThere(context, found) ? found : undefined;
}

function isThere(context: CallContext, { deletedAt }: Secret): boolean {
  return deletedAt === undefined || deletedAt > context.now;
}

function requireSecret(context: CallContext, id: string | undefined): Secret {
  const found = findSecret(context, id);
  if (found !== undefined) return found;
  throw clientFault("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

function requireLiving(context: CallContext, id: string | undefined): Secret {
  const found = requireSecret(context, id);
  if (found.deletedAt === undefined) return found;
  throw clientFault(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

function describe(secret: Secret): object {
  const newest = [...secret.versions.keys()].at(-1);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    DeletedDate: secret.deletedAt,
    Tags: tagList(secret.tags),
    ...(newest === undefined ? {} : { VersionIdsToStages: { [newest]: ["AWSCURRENT"] } }),
  };
}

function onSecret<Input extends { readonly SecretId?: string | undefined }>(
  action: string,
  run: Operation<Input>,
): OperationModel {
  return operation(run, (context, { SecretId }) => {
    const secret = findSecret(context, SecretId);
    const { partition, region, account } = context;
    const tags = secret?.tags ?? {};
    return [
      {
        action: `secretsmanager:${action}`,
        resource:
          secret?.arn ?? `arn:${partition}:secretsmanager:${region}:${account}:secret:${SecretId ?? ""}`,
        conditionValues: resourceTagValues(tags, "secretsmanager"),
      },
    ];
  });
}
