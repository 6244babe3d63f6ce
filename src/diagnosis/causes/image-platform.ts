import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** The image was built for another operating system or processor. */
export const imagePlatform: Cause = {
  reason: "ImagePlatform",
  title: "the image is for another platform",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
    {
      kind: "log-line",
      words: "exec /usr/local/bin/docker-entrypoint.sh: exec format error",
      source: "https://repost.aws/knowledge-center/ecs-task-exec-format-error",
    },
  ],
  recognise: saying(
    [
      /descriptor matching platform '?(?<platform>[\w/]+)/i,
      /no matching manifest for (?<platform>[\w/]+)/i,
      /exec(?:_user_process)?.*format error/i,
      /image operating system "?\w+"? cannot be used on this platform/i,
      /does not match the specified platform|image platform .* does not match/i,
    ],
    (match, sign, scene) => {
      const wanted = match.groups?.["platform"];
      return {
        resource: subjectOf(sign, scene),
        message: `the image of ${subjectOf(sign, scene)} cannot run on ${wanted === undefined ? "the task's platform" : `${wanted}, which the task asks for`}: it was built for another one`,
        remedy: `Build it with docker buildx build --platform ${wanted ?? "linux/amd64"}, or set platform in ${manifestOf(scene)}.`,
      };
    },
  ),
};
