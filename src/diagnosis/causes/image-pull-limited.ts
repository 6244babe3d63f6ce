import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A registry's rate limit. */
export const imagePullLimited: Cause = {
  reason: "ImagePullLimited",
  title: "the registry's pull limit is reached",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:2bcabc: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
  ],
  recognise: saying(
    [/toomanyrequests|429 Too Many Requests|reached your (?:unauthenticated )?pull rate limit/i],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `the registry of ${subjectOf(sign, scene)}'s image allows no more pulls for now`,
      remedy: `Use a copy in ECR (a pull-through cache, or push it there) or set image.credentials in ${manifestOf(scene)}.`,
    }),
  ),
};
