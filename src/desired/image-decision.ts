import type { Failure } from "../domain/failure.ts";
import { shortCommit } from "../domain/revision.ts";
import type { ImageReference } from "../render/inputs.ts";
import type { ImageAnswer, ImageQuestion } from "./image-question.ts";

/** The image that a container should run, or why that cannot be said now. */
export type ImageDecision =
  | { readonly kind: "image"; readonly image: ImageReference }
  | { readonly kind: "none"; readonly failure: Failure };

/**
 * Which image a container should run (design.md 7): the one that runs now until a commit touches the build inputs, then the one
 * that was built from them as they are since, by digest. Another spelling of the running digest changes nothing. Never empty, never guessed.
 */
export function decideImage(question: ImageQuestion, answer: ImageAnswer): ImageDecision {
  const { running } = question;
  switch (answer.kind) {
    case "untouched":
      return running === undefined
        ? none(unknown(question, "nothing of it runs and nothing of it was committed"))
        : keep(running);
    case "unknown":
      return none(unknown(question, answer.message));
    case "recorded":
      return keep(running !== undefined && isSameAddress(running, answer.address) ? running : answer.address);
    case "missing":
      // What Copilot deployed carries no commit: its image stays until one is built under a tag that names a commit.
      if (running !== undefined && question.appliedCommit === undefined) return keep(running);
      return none(missing(question, answer));
    case "found": {
      if (running !== undefined && isSameImage(running, answer)) return keep(running);
      const repository = registryAddress(question.repositoryArn ?? "");
      return { kind: "image", image: { kind: "pushed", repository, digest: answer.digest } };
    }
  }
}

/** Where images of an ECR repository are pulled from, by its ARN. */
function registryAddress(repositoryArn: string): string {
  const [, partition, , region = "", account = "", resource = ""] = repositoryArn.split(":");
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `${account}.dkr.ecr.${region}.${domain}/${resource.replace(/^repository\//, "")}`;
}

function keep(address: string): ImageDecision {
  return { kind: "image", image: { kind: "literal", address } };
}

function none(failure: Failure): ImageDecision {
  return { kind: "none", failure };
}

function isSameImage(running: string, found: Extract<ImageAnswer, { kind: "found" }>): boolean {
  return running.endsWith(`@${found.digest}`) || found.runningDigest === found.digest;
}

/** Two spellings of one digest are one image. */
function isSameAddress(left: string, right: string): boolean {
  const digest = /@(sha256:[0-9a-f]+)$/.exec(right)?.[1];
  return left === right || (digest !== undefined && left.endsWith(`@${digest}`));
}

function missing(question: ImageQuestion, answer: Extract<ImageAnswer, { kind: "missing" }>): Failure {
  const { container, workload } = question;
  const { laterCommits, tags } = answer;
  const count = tags.length * (laterCommits + 1);
  const later = `${laterCommits} later ${laterCommits === 1 ? "commit" : "commits"} with the same sources`;
  const lookedFor =
    laterCommits === 0
      ? `the tags ${tags.join(", ")}`
      : `${count} tags: ${tags.join(", ")}, and those of ${later}`;
  return {
    disposition: "wait",
    reason: "ImageMissing",
    message: `the image of ${workload}${container.isMain ? "" : `, container ${container.name},`} for commit ${shortCommit(answer.commit)} is not in its repository (looked for ${lookedFor})`,
    remedy: `Let your build push it; Autoland looks again by itself and never builds.`,
  };
}

function unknown(question: ImageQuestion, why: string): Failure {
  return {
    disposition: "wait",
    reason: "ImageUnknown",
    message: `which image ${question.workload} should run cannot be told: ${why}`,
  };
}
