import { expect, test } from "vitest";
import { findPlatforms } from "../../src/aws/find-platforms.ts";
import { present } from "../../src/domain/observed.ts";
import { cannedSession } from "./canned-aws.ts";

const registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api";
const index = JSON.stringify({ manifests: [{ platform: { os: "linux", architecture: "arm64" } }] });

test.each([
  ["is no JSON", "<html>"],
  ["is cut off", index.slice(0, 20)],
  ["is empty", ""],
])("a manifest that %s is unreadable by itself, and those beside it are read", async (_, broken) => {
  const images = [
    ["broken", broken],
    ["good", index],
    ["strange", `"text"`],
  ].map(([imageTag, imageManifest]) => ({
    imageId: { imageTag, imageDigest: `sha256:${imageTag}` },
    imageManifest,
  }));
  const session = cannedSession({}, JSON.stringify({ images }));
  const addresses = ["broken", "good", "strange"].map((tag) => `${registry}:${tag}`);
  const found = await findPlatforms(() => session, addresses);
  expect(found.get(`${registry}:broken`)).toMatchObject({
    kind: "unreadable",
    failure: { reason: "ImageUnknown", message: expect.stringContaining(`${registry}:broken`) },
  });
  expect(found.get(`${registry}:good`)).toEqual(
    present({ digest: "sha256:good", platforms: [{ os: "linux", architecture: "arm64" }] }),
  );
  expect(found.get(`${registry}:strange`)).toEqual(
    present({ digest: "sha256:strange", platforms: undefined }),
  );
});
