import { AwsFault } from "../../kernel/aws-fault.ts";
import { accessDenied, s3Errors } from "../../kernel/error-style.ts";
import type { CallContext } from "../../kernel/service.ts";
import { authorizeOn } from "../iam/authorize.ts";
import { resourceTagValues } from "../tags.ts";
import { buckets, type Bucket } from "./s3-state.ts";

/** A fault with the members that S3 adds to its errors. */
export function s3Fault(
  code: string,
  message: string,
  status: number,
  members: Readonly<Record<string, unknown>> = {},
): AwsFault {
  return new AwsFault({ code, message, httpStatus: status, fault: "client", members });
}

/**
 * The bucket, for a call that needs an action on it or on a key in it. A bucket of another region answers with its
 * region, as S3 does to clients that signed for the wrong one.
 */
export function openBucket(
  context: CallContext,
  name: string | undefined,
  needed: {
    readonly action: string;
    readonly key?: string | undefined;
    readonly conditionValues?: Readonly<Record<string, string>>;
    readonly anyRegion?: boolean;
  },
): Bucket {
  const bucket = context.state(buckets).get(name ?? "");
  if (bucket === undefined) {
    throw s3Fault("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
  }
  const arn = `arn:${context.partition}:s3:::${bucket.name}`;
  const permission = {
    action: needed.action,
    resource: needed.key === undefined ? arn : `${arn}/${needed.key}`,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
    conditionValues: {
      ...resourceTagValues(bucket.tags),
      "aws:ResourceAccount": bucket.account,
      ...needed.conditionValues,
    },
  };
  const decision = authorizeOn(context, permission, { account: bucket.account, policy: bucket.policy });
  if (!decision.allowed) {
    const { because } = decision;
    const principalArn = context.principal.arn;
    throw accessDenied(s3Errors, {
      principalArn,
      action: needed.action,
      resource: permission.resource,
      because,
    });
  }
  if (bucket.region !== context.region && context.via === undefined && needed.anyRegion !== true) {
    throw s3Fault(
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
      301,
      {
        Bucket: bucket.name,
        Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
        BucketRegion: bucket.region,
      },
    );
  }
  return bucket;
}
