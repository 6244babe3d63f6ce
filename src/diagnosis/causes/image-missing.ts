import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** The registry has no such image or repository. */
export const imageMissing: Cause = {
  reason: "ImageMissing",
  title: "the image is not in its repository",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:5f3c: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:5f3c: not found",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: CannotPullContainerError: repository 111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api not found: name unknown: The repository with name 'shop/api' does not exist in the registry with id '111111111111'.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
    },
  ],
  recognise: saying(
    [
      /failed to resolve ref (?<image>\S+?): .*not found/i,
      /repository (?<image>\S+) not found: name unknown/i,
      /CannotPullContainer.*?(?<image>[\w.-]+\/[\w./:@-]+)?.*(?:manifest unknown|manifest for \S+ not found|not found: manifest|name unknown|repository does not exist(?! or may require)|: not found)/is,
    ],
    (match, sign, scene) => {
      const image = match.groups?.["image"] ?? subjectOf(sign, scene);
      return {
        resource: image,
        message: `image ${image} does not exist in its registry, or was deleted there`,
        remedy: `Push the image, then: ${retryOf(scene)}`,
      };
    },
  ),
};
