import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** The task's disk is too small for the image or for what the container writes. */
export const diskFull: Cause = {
  reason: "DiskFull",
  title: "the task's disk is full",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/1a2b/data: no space left on device",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
  ],
  recognise: saying(
    [/no space left on device|disk quota exceeded|ephemeral storage .*(?:exceed|full)/i],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `the disk of ${subjectOf(sign, scene)}'s task is full`,
      remedy: `Set storage.ephemeral (20 to 200 GiB) in ${manifestOf(scene)}, or make the image smaller.`,
    }),
  ),
};
