import { describe, expect, test } from "vitest";
import { commitSha } from "../../src/domain/revision.ts";
import { decideImage, type ImageDecision } from "../../src/desired/image-decision.ts";
import { type ImageAnswer, type ImageQuestion, tagOf } from "../../src/desired/image-question.ts";
import { tagsFor } from "../../src/desired/image-tags.ts";

const commit = commitSha("0123456789abcdef0123456789abcdef01234567");
const repository = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api";
const [one, two] = ["sha256:1", "sha256:2"];

function question(changes: Partial<ImageQuestion> = {}): ImageQuestion {
  return {
    workload: "api",
    container: { name: "api", isMain: true, build: "Dockerfile", paths: ["api"] },
    repositoryArn: "arn:aws:ecr:eu-west-1:111111111111:repository/shop/api",
    running: `${repository}:build-7`,
    appliedCommit: commit,
    paths: ["api"],
    ...changes,
  };
}

function told(decision: ImageDecision): string {
  if (decision.kind === "none") return `${decision.failure.disposition} ${decision.failure.reason}`;
  const { image } = decision;
  return image.kind === "literal" ? image.address : `${image.repository}@${image.digest ?? ""}`;
}

const found: ImageAnswer = { kind: "found", commit, tag: commit, digest: two };
const missing: ImageAnswer = { kind: "missing", commit, tags: [commit], laterCommits: 0 };

describe("which image a container should run", () => {
  test.each<[string, Partial<ImageQuestion>, ImageAnswer, string]>([
    [
      "the running one while no commit touched its sources",
      {},
      { kind: "untouched" },
      `${repository}:build-7`,
    ],
    ["the touching commit's, by digest", {}, found, `${repository}@${two}`],
    [
      "the running one when its tag is the same image",
      {},
      { ...found, runningDigest: two },
      `${repository}:build-7`,
    ],
    [
      "the running one when its digest is the same",
      { running: `${repository}@${two}` },
      found,
      `${repository}@${two}`,
    ],
    [
      "the new one when the running tag is another image",
      {},
      { ...found, runningDigest: one },
      `${repository}@${two}`,
    ],
    ["none yet while the commit's image is not pushed", {}, missing, "wait ImageMissing"],
    [
      "the running one when Copilot deployed it and no build names a commit yet",
      { appliedCommit: undefined },
      missing,
      `${repository}:build-7`,
    ],
    [
      "none for a workload that was never deployed and is not pushed",
      { running: undefined, appliedCommit: undefined },
      missing,
      "wait ImageMissing",
    ],
    [
      "none when nobody can tell",
      {},
      { kind: "unknown", message: "ECR did not answer" },
      "wait ImageUnknown",
    ],
    [
      "none when nothing runs and nothing was committed",
      { running: undefined },
      { kind: "untouched" },
      "wait ImageUnknown",
    ],
  ])("%s", (_name, changes, answer, expected) => {
    expect(told(decideImage(question(changes), answer))).toBe(expected);
  });

  test("what is waited for names the commit, the tags and that nothing is built here", () => {
    const decision = decideImage(question(), missing);
    expect(decision.kind === "none" ? decision.failure.message : "").toBe(
      `the image of api for commit 01234567 is not in its repository (looked for the tags ${commit})`,
    );
  });
});

describe("what is waited for when later commits were looked at, too", () => {
  test.each([
    [1, "2 tags: T, and those of 1 later commit with the same sources"],
    [29, "30 tags: T, and those of 29 later commits with the same sources"],
  ])("%i of them", (laterCommits, expected) => {
    const decision = decideImage(question(), { ...missing, tags: ["T"], laterCommits });
    const message = decision.kind === "none" ? decision.failure.message : "";
    expect(message).toContain(`for commit 01234567 is not in its repository (looked for ${expected})`);
  });
});

describe("tags", () => {
  test("of the main container are the commit, in full and short", () => {
    expect(tagsFor(question().container, commit)).toEqual([commit, "01234567", "0123456"]);
  });

  test("of a sidecar begin with its name", () => {
    const sidecar = { name: "proxy", isMain: false, build: "Dockerfile", paths: ["proxy"] };
    expect(tagsFor(sidecar, commit)[0]).toBe(`proxy-${commit}`);
  });

  test.each([
    [`${repository}:build-7`, "build-7"],
    [`${repository}@sha256:1`, undefined],
    [`${repository}:a@sha256:1`, undefined],
    [repository, undefined],
    ["localhost:5000/shop/api", undefined],
    ["localhost:5000/shop/api:x", "x"],
    ["nginx:latest", undefined],
  ])("of the address %s is %s", (address, tag) => {
    expect(tagOf(address)).toBe(tag);
  });
});
