import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ListImagesCommand,
  SetRepositoryPolicyCommand,
  paginateListImages,
} from "@aws-sdk/client-ecr";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { pushImage } from "../../../src/simulator/services/ecr/push-image.ts";
import { account, clientOptions, failureOf, region, sdkWorld } from "./sdk-world.ts";

const repositoryName = "shop/api";
const missing = `The repository with name 'none' does not exist in the registry with id '${account}'`;

async function setup(): Promise<{ readonly world: World; readonly ecr: ECRClient }> {
  const world = sdkWorld();
  const ecr = new ECRClient(clientOptions(world));
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  return { world, ecr };
}

const push = (world: World, content: string, tags: readonly string[], architectures = ["amd64"]): string =>
  pushImage(world, {
    account,
    region,
    repository: repositoryName,
    tags,
    content,
    platforms: architectures.map((architecture) => ({ os: "linux", architecture })),
  });

test("an image's digest is the hash of its manifest, and equal content is one image", async () => {
  const { world, ecr } = await setup();
  const digest = push(world, "one", ["v1"]);
  expect(push(world, "one", ["v2"])).toBe(digest);
  const { images } = await ecr.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "v1" }] }),
  );
  const hash = createHash("sha256")
    .update(images?.[0]?.imageManifest ?? "")
    .digest("hex");
  expect(`sha256:${hash}`).toBe(digest);
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ["v1", "v2"] }]);
});

test("a tag moves to the image that was pushed last under it", async () => {
  const { world, ecr } = await setup();
  push(world, "one", ["latest"]);
  const second = push(world, "two", ["latest"]);
  const { imageDetails } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "latest" }] }),
  );
  expect(imageDetails?.[0]?.imageDigest).toBe(second);
  const untagged = await ecr.send(
    new ListImagesCommand({ repositoryName, filter: { tagStatus: "UNTAGGED" } }),
  );
  expect(untagged.imageIds?.length).toBe(1);
});

test("an index lists its platforms, and its images cannot be deleted before it", async () => {
  const { world, ecr } = await setup();
  const digest = push(world, "one", ["multi"], ["amd64", "arm64"]);
  const { images } = await ecr.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: digest }] }),
  );
  const index: unknown = JSON.parse(images?.[0]?.imageManifest ?? "{}");
  expect(index).toMatchObject({
    manifests: [{ platform: { architecture: "amd64" } }, { platform: { architecture: "arm64" } }],
  });
  const { imageDetails } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, filter: { tagStatus: "UNTAGGED" } }),
  );
  const child = { imageDigest: imageDetails?.[0]?.imageDigest };
  const { failures } = await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [child] }));
  expect(failures?.[0]?.failureCode).toBe("ImageReferencedByManifestList");
});

test("what does not exist is a failure of BatchGetImage, and an error of DescribeImages", async () => {
  const { ecr } = await setup();
  const imageIds = [{ imageTag: "none" }];
  const got = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds }));
  expect(got).toMatchObject({ images: [], failures: [{ failureCode: "ImageNotFound" }] });
  expect(await failureOf(ecr.send(new DescribeImagesCommand({ repositoryName, imageIds })))).toBe(
    `ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'none'} does not exist within the repository with name 'shop/api' in the registry with id '${account}'`,
  );
});

test("images are listed in pages of a hundred, and deleted by tag one tag at a time", async () => {
  const { world, ecr } = await setup();
  for (let index = 0; index < 130; index += 1) push(world, `${index}`, [`v${index}`]);
  const sizes: (number | undefined)[] = [];
  for await (const page of paginateListImages({ client: ecr }, { repositoryName }))
    sizes.push(page.imageIds?.length);
  expect(sizes).toEqual([100, 30]);
  push(world, "0", ["other"]);
  await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag: "v0" }] }));
  const { imageDetails } = await ecr.send(
    new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "other" }] }),
  );
  expect(imageDetails?.[0]?.imageTags).toEqual(["other"]);
});

test("a repository with images is deleted only by force, and one that is not there is named", async () => {
  const { world, ecr } = await setup();
  push(world, "one", ["v1"]);
  expect(await failureOf(ecr.send(new DeleteRepositoryCommand({ repositoryName })))).toContain(
    "RepositoryNotEmptyException",
  );
  await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
  const describe = new DescribeRepositoriesCommand({ repositoryNames: ["none"] });
  expect(await failureOf(ecr.send(describe))).toBe(`RepositoryNotFoundException: ${missing}`);
});

test("another account reads a repository whose policy names it", async () => {
  const { world, ecr } = await setup();
  push(world, "one", ["v1"]);
  const other = new ECRClient(clientOptions(world, { principal: rootOf("444455556666") }));
  const input = { registryId: account, repositoryName, imageIds: [{ imageTag: "v1" }] };
  expect(await failureOf(other.send(new BatchGetImageCommand(input)))).toContain(
    "because no resource-based policy allows the ecr:BatchGetImage action",
  );
  const Statement = [{ Effect: "Allow", Principal: { AWS: "444455556666" }, Action: ["ecr:BatchGetImage"] }];
  const policyText = JSON.stringify({ Version: "2012-10-17", Statement });
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  expect((await other.send(new BatchGetImageCommand(input))).images?.length).toBe(1);
});
