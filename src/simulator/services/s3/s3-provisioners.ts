import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import type { Provisioner } from "../../cloudformation/provision.ts";
import { byCalls, callAs, tagsOf } from "../provision-by-calls.ts";
import { tagList } from "../tags.ts";

/** Buckets and their policies as stacks make them. */
export const s3Provisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::S3::Bucket": byCalls({
    make: (request, identity) => {
      callAs(request, "s3", "CreateBucket", { Bucket: identity.physicalId });
      return identity;
    },
    furnish: (request, Bucket) => {
      const { properties } = request;
      const Status = at(properties, ["VersioningConfiguration", "Status"]);
      if (Status !== undefined) {
        callAs(request, "s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status } });
      }
      const rule = at(properties, [
        "BucketEncryption",
        "ServerSideEncryptionConfiguration",
        "0",
        "ServerSideEncryptionByDefault",
      ]);
      if (rule !== undefined) {
        const Rules = [{ ApplyServerSideEncryptionByDefault: rule }];
        const ServerSideEncryptionConfiguration = { Rules };
        callAs(request, "s3", "PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration });
      }
      const rules = at(properties, ["LifecycleConfiguration", "Rules"]);
      if (Array.isArray(rules)) {
        const LifecycleConfiguration = { Rules: rules.filter(isJsonMap).map(lifecycleRule) };
        callAs(request, "s3", "PutBucketLifecycleConfiguration", { Bucket, LifecycleConfiguration });
      } else if (request.verb === "update") callAs(request, "s3", "DeleteBucketLifecycle", { Bucket });
      const TagSet = tagList(tagsOf(request));
      if (TagSet.length > 0) callAs(request, "s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } });
    },
    remove: (request, Bucket) => {
      callAs(request, "s3", "DeleteBucket", { Bucket });
    },
  }),
  "AWS::S3::BucketPolicy": byCalls({
    make: (_request, identity) => identity,
    furnish: (request) => {
      const Policy = JSON.stringify(request.properties["PolicyDocument"]);
      callAs(request, "s3", "PutBucketPolicy", { Bucket: request.properties["Bucket"], Policy });
    },
    remove: (request) => {
      callAs(request, "s3", "DeleteBucketPolicy", { Bucket: request.properties["Bucket"] });
    },
  }),
};

/** The template's spelling of a rule, in the API's. */
function lifecycleRule(rule: JsonMap): object {
  const days = numberAt(rule, ["ExpirationInDays"]);
  const noncurrent =
    numberAt(rule, ["NoncurrentVersionExpiration", "NoncurrentDays"]) ??
    numberAt(rule, ["NoncurrentVersionExpirationInDays"]);
  return {
    ID: rule["Id"],
    Status: rule["Status"],
    Filter: { Prefix: rule["Prefix"] ?? "" },
    ...(days === undefined ? {} : { Expiration: { Days: days } }),
    ...(noncurrent === undefined ? {} : { NoncurrentVersionExpiration: { NoncurrentDays: noncurrent } }),
  };
}

function numberAt(value: Json, path: readonly string[]): number | undefined {
  const found = at(value, path);
  return found === undefined ? undefined : Number(found);
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined || value === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return at(Object.entries(value).find(([key]) => key === first)?.[1], rest);
}
