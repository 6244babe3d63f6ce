import { sub } from "../../template/intrinsics.ts";
import { policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/** Lets the environment's manager role empty the site's bucket, as deleting the site needs. */
export const managerAccess: Resources = {
  EnvManagerS3Access: {
    Metadata: described("Lets the environment's manager role empty the site's bucket"),
    Type: "AWS::IAM::Policy",
    Properties: {
      Roles: [sub("${AppName}-${EnvName}-EnvManagerRole")],
      PolicyName: sub("${WorkloadName}-S3Access"),
      PolicyDocument: policyDocument({
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:ListBucketVersions", "s3:DeleteObject", "s3:DeleteObjectVersion"],
        Resource: [sub("arn:aws:s3:::${Bucket}"), sub("arn:aws:s3:::${Bucket}/*")],
      }),
    },
  },
};
