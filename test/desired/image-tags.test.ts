import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tagsFor } from "../../src/desired/image-tags.ts";
import { promotedImage } from "../../src/desired/promoted-image.ts";
import { isTagPattern } from "../../src/domain/image-settings.ts";
import type { Release } from "../../src/domain/release.ts";
import { commitSha } from "../../src/domain/revision.ts";

const commit = commitSha("0123456789abcdef0123456789abcdef01234567");
const main = { name: "api", isMain: true, build: "Dockerfile", paths: ["api"] };
const proxy = { ...main, name: "proxy", isMain: false };
const search = {
  workload: "api",
  branch: "feature/cart",
  patterns: [] as readonly string[],
  isPromoted: false,
};
const copilots = [commit, "01234567", "0123456"];

describe("the tags of a commit's image", () => {
  test.each<[string, typeof main, readonly string[], boolean, readonly string[]]>([
    ["Copilot's own spellings without a pattern", main, [], false, copilots],
    ["a pattern comes first", main, ["v-{commit}"], false, [`v-${commit}`, ...copilots]],
    [
      "patterns in their order",
      main,
      ["b-{short}", "a-{commit}"],
      false,
      ["b-01234567", "b-0123456", `a-${commit}`, ...copilots],
    ],
    [
      "a slash of the branch is a dash",
      main,
      ["{branch}-{commit}"],
      false,
      [`feature-cart-${commit}`, ...copilots],
    ],
    ["the workload's name", main, ["{workload}-{commit}"], false, [`api-${commit}`, ...copilots]],
    [
      "a sidecar's name in front",
      proxy,
      ["v-{commit}"],
      false,
      [`proxy-v-${commit}`, ...copilots.map((tag) => `proxy-${tag}`)],
    ],
    [
      "a sidecar's name where the pattern says",
      proxy,
      ["{commit}-{container}"],
      false,
      [`${commit}-proxy`, ...copilots.map((tag) => `proxy-${tag}`)],
    ],
    ["a pattern that is Copilot's own is not tried twice", main, ["{commit}"], false, copilots],
    [
      "no branch where commits are promoted",
      main,
      ["{branch}-{commit}", "v-{commit}"],
      true,
      [`v-${commit}`, ...copilots],
    ],
  ])("%s", (_which, container, patterns, isPromoted, expected) => {
    expect(tagsFor(container, commit, { ...search, patterns, isPromoted })).toEqual(expected);
  });

  test("every tag is one that a registry takes, and none stands twice, whatever branch and pattern", () => {
    const pattern = fc
      .array(
        fc.constantFrom("{commit}", "{short}", "{branch}", "{workload}", "{container}", "-", ".", "v", "_"),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join(""))
      .filter(isTagPattern);
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 4 }),
        fc.string(),
        fc.boolean(),
        (patterns, branch, isMain) => {
          const tags = tagsFor(isMain ? main : proxy, commit, { ...search, patterns, branch });
          expect(new Set(tags).size).toBe(tags.length);
          for (const tag of tags) expect(tag).toMatch(/^\w[\w.-]{0,200}$/);
          const own = isMain ? copilots : copilots.map((tag) => `proxy-${tag}`);
          expect(tags).toEqual(expect.arrayContaining(own));
        },
      ),
    );
  });

  test.each([
    ["{commit}", true],
    ["{branch}", true],
    ["release-{short}", true],
    ["latest", false],
    ["{workload}", false],
    ["{commit}/x", false],
    ["-{commit}", false],
    ["{tag}-{commit}", false],
  ])("%s is a pattern: %s", (text, expected) => {
    expect(isTagPattern(text)).toBe(expected);
  });
});

function releaseOf(image: string | undefined): Release {
  return {
    environment: "staging",
    commit,
    branch: "release",
    startedAt: new Date(0),
    endedAt: new Date(0),
    outcome: "deployed",
    workloads: { api: { stack: "s", images: image === undefined ? {} : { api: image } } },
  };
}

describe("what passed in the environment before", () => {
  const question = {
    workload: "api",
    container: main,
    repositoryArn: "arn:aws:ecr:us-east-1:111111111111:repository/shop/api",
    running: undefined,
    appliedCommit: undefined,
    paths: ["api"],
  };
  const digest = `sha256:${"a".repeat(64)}`;

  test("is carried by its digest, so that another region's repository has the same", () => {
    const image = promotedImage(
      releaseOf(`111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api@${digest}`),
      question,
    );
    expect(image).toMatchObject({ kind: "found", digest });
  });

  test.each([
    ["a tag", "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:v1"],
    ["nothing", undefined],
  ])("is not known from %s", (_what, image) => {
    expect(promotedImage(releaseOf(image), question)).toBeUndefined();
  });
});
