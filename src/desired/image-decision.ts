import type { Failure } from "../domain/failure.ts";
import { type CommitSha, shortCommit } from "../domain/revision.ts";
import type { ImageReference } from "../render/inputs.ts";
import type { ImageAnswer, ImageQuestion } from "./image-question.ts";

/** The image that a container should run, or why that cannot be said now. */
export type ImageDecision =
  | { readonly kind: "image"; readonly image: ImageReference }
  | {
      readonly kind: "none";
      readonly failure: Failure;
      /** The commit of which the image is missing, where that is why. */
      readonly missing?: CommitSha;
    };

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
      return { ...none(missing(question, answer)), missing: answer.commit };
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

function none(failure: Failure): Extract<ImageDecision, { kind: "none" }> {
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
  const isOverdue = answer.waiting !== undefined && answer.waiting.now >= answer.waiting.until;
  const built = answer.build?.kind === "ended" && !answer.build.passed;
  return {
    disposition: isOverdue || built ? "stall" : "wait",
    reason: built ? "ImageBuildFailed" : isOverdue ? "ImageOverdue" : "ImageMissing",
    message: `the image of ${workload}${container.isMain ? "" : `, container ${container.name},`} for commit ${shortCommit(answer.commit)} is not in its repository (looked for ${lookedFor})${waited(answer)}${buildText(answer)}`,
    remedy: `${built ? "See the build's log, and commit what mends it." : "Let your build push it; Autoland looks again by itself and never builds."} By hand: ${pushCommand(question, answer)}`,
  };
}

function buildText({ build }: Extract<ImageAnswer, { kind: "missing" }>): string {
  if (build === undefined) return "";
  switch (build.kind) {
    case "none":
      return "; its build is to be started";
    case "running":
      return `; ${build.detail}`;
    case "ended":
      return build.passed ? `; ${build.detail}, and has not pushed it` : `; ${build.detail}`;
  }
}

function waited({ waiting }: Extract<ImageAnswer, { kind: "missing" }>): string {
  if (waiting === undefined) return "";
  const { since, until, now } = waiting;
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  const limit = Math.round((until.getTime() - since.getTime()) / 60_000);
  const so =
    minutes < 1 ? "has just begun to wait" : `waits for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  return now >= until
    ? `; it ${so}, longer than the ${limit} minutes that it may take`
    : `; it ${so} of ${limit}`;
}

/** What a build does, for the commit that changed the sources. */
function pushCommand(
  question: ImageQuestion,
  { commit, tags }: Extract<ImageAnswer, { kind: "missing" }>,
): string {
  const address = `${registryAddress(question.repositoryArn ?? "")}:${tags[0] ?? commit}`;
  return `git checkout ${shortCommit(commit)} && docker buildx build --push --tag ${address} --file ${dockerfileOf(question)} ${contextOf(question)}`;
}

function dockerfileOf({ container }: ImageQuestion): string {
  return container.paths.find((path) => /Dockerfile|\.Dockerfile$/.test(path)) ?? "Dockerfile";
}

function contextOf({ container }: ImageQuestion): string {
  const context = container.paths.find((path) => !/Dockerfile/.test(path)) ?? "";
  return context === "" ? "." : context;
}

function unknown(question: ImageQuestion, why: string): Failure {
  return {
    disposition: "wait",
    reason: "ImageUnknown",
    message: `which image ${question.workload} should run cannot be told: ${why}`,
  };
}
