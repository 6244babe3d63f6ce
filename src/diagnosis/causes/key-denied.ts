import { type Cause, saying, subjectOf } from "../cause.ts";

/** A KMS key may not be used, or cannot be: by the task for a secret, or by CloudFormation for a resource. */
export const keyDenied: Cause = {
  reason: "KeyDenied",
  title: "a KMS key refuses to decrypt",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::222222222222:assumed-role/shop-develop-api-ExecutionRole/1a2b is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:222222222222:key/1234 because no identity-based policy allows the kms:Decrypt action",
      source: "https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html",
    },
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed",
      source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html",
    },
  ],
  recognise: saying(
    [
      /not authorized to perform: (?<action>kms:\w+)(?: on resource: (?<key>[^\s,;]+))?/i,
      /Access to KMS is not allowed/i,
      /The ciphertext refers to a (?:customer master key|KMS key) that does not exist, does not exist in this region, or you are not allowed to access/i,
      /KMS(?:InvalidState|\.?DisabledException|NotFound|AccessDenied)\w*|(?:key|CMK) (?<key>arn:aws[\w:/.-]+) is (?:disabled|pending deletion)/i,
    ],
    (match, sign, scene) => {
      const key = match.groups?.["key"] ?? subjectOf(sign, scene);
      return {
        resource: key,
        message: `KMS key ${key} may not be used${match.groups?.["action"] === undefined ? "" : ` (${match.groups["action"]})`}, or is disabled`,
        remedy:
          "Allow the role that AWS's words name in the key's policy and in the role itself; the key must be enabled and in the same region.",
      };
    },
  ),
};
