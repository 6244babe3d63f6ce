import { type Cause, saying, subjectOf } from "../cause.ts";

/** An environment file could not be fetched from S3. */
export const envFileUnreadable: Cause = {
  reason: "EnvFileUnreadable",
  title: "an environment file cannot be read from S3",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): AccessDenied: Access Denied status code: 403, request id: 1A, host id: 2B",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
    },
  ],
  recognise: saying(
    [/failed to download env files?|environment file .*(?:denied|not found|NoSuchKey)/i],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `an environment file of ${subjectOf(sign, scene)} cannot be read from the artifact bucket`,
      remedy:
        "Allow s3:GetObject and s3:GetBucketLocation on the bucket for the execution role; a file that was deleted comes back with the next change.",
    }),
  ),
};
