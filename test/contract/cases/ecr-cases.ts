import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import { createHash } from "node:crypto";
import type { Json } from "../../../src/domain/template.ts";
import { faultOf, type ContractCase, type Stage } from "../contract-case.ts";

const area = "ECR";
const reference = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";

/** What Autoland relies on in the image registry. */
export const ecrCases: readonly ContractCase[] = [
  {
    id: "ecr-digest",
    area,
    title: "an image's digest is the SHA-256 of its manifest",
    page: "https://github.com/opencontainers/image-spec/blob/main/descriptor.md",
    observe: async (stage) => {
      await makeRepository(stage);
      const digest = await putImage(stage, manifest("one"), "v1");
      return digest === sha256(manifest("one"));
    },
    onAws: true,
  },
  {
    id: "ecr-distinct",
    area,
    title: "manifests that differ by their configuration only are different images",
    page: `${reference}/API_PutImage.html`,
    observe: async (stage) => {
      await makeRepository(stage);
      const one = await putImage(stage, manifest("one"), "v1");
      const two = await putImage(stage, manifest("two"), "v2");
      return one !== two;
    },
    onAws: true,
  },
  {
    id: "ecr-tag-moves",
    area,
    title: "a tag moves to the image that is pushed last, and the older image stays",
    page: `${reference}/API_PutImage.html`,
    observe: async (stage) => {
      await makeRepository(stage);
      const old = await putImage(stage, manifest("one", 1), "latest");
      const young = await putImage(stage, manifest("two", 2), "latest");
      const { imageDetails = [] } = await stage.ecr.send(
        new DescribeImagesCommand({ repositoryName: stage.name }),
      );
      const tagsOf = (digest: string): Json =>
        imageDetails
          .filter(({ imageDigest }) => imageDigest === digest)
          .map(({ imageTags = [] }) => imageTags);
      return { old: tagsOf(old), young: tagsOf(young) };
    },
    onAws: { old: [[]], young: [["latest"]] },
  },
  {
    id: "ecr-missing-image",
    area,
    title: "a missing image is a fault to describe, and a failure in a batch",
    page: `${reference}/API_BatchGetImage.html`,
    observe: async (stage) => {
      await makeRepository(stage);
      const repositoryName = stage.name;
      const imageIds = [{ imageTag: "gone" }];
      const described = await faultOf(
        stage.ecr.send(new DescribeImagesCommand({ repositoryName, imageIds })),
      );
      const { images = [], failures = [] } = await stage.ecr.send(
        new BatchGetImageCommand({ repositoryName, imageIds }),
      );
      return [described, images.length, failures.map(({ failureCode }) => failureCode ?? "")];
    },
    onAws: [{ fault: "ImageNotFoundException" }, 0, ["ImageNotFound"]],
  },
  {
    id: "ecr-missing-repository",
    area,
    title: "a missing repository is told apart from a missing image",
    page: `${reference}/API_DescribeImages.html`,
    observe: async (stage) => [
      await faultOf(stage.ecr.send(new DescribeImagesCommand({ repositoryName: `${stage.name}-no` }))),
      await faultOf(
        stage.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [`${stage.name}-no`] })),
      ),
    ],
    onAws: [{ fault: "RepositoryNotFoundException" }, { fault: "RepositoryNotFoundException" }],
  },
  {
    id: "ecr-manifest",
    area,
    title: "an image's manifest comes back byte for byte, by tag and by digest",
    page: `${reference}/API_BatchGetImage.html`,
    observe: async (stage) => {
      await makeRepository(stage);
      const imageDigest = await putImage(stage, manifest("one"), "v1");
      const found: Json[] = [];
      for (const id of [{ imageTag: "v1" }, { imageDigest }]) {
        const { images = [] } = await stage.ecr.send(
          new BatchGetImageCommand({ repositoryName: stage.name, imageIds: [id] }),
        );
        found.push(images[0]?.imageManifest === manifest("one"));
      }
      return found;
    },
    onAws: [true, true],
  },
];

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";

/** A manifest whose configuration, and whose layer if that is said, is its own. */
function manifest(configuration: string, layer = 0): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: "application/vnd.docker.container.image.v1+json",
      size: 100,
      digest: sha256(configuration),
    },
    layers: [
      {
        mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
        size: 1000,
        digest: sha256(`layer ${layer}`),
      },
    ],
  });
}

async function makeRepository({ ecr, name }: Stage): Promise<void> {
  await ecr.send(new CreateRepositoryCommand({ repositoryName: name }));
}

async function putImage({ ecr, name }: Stage, imageManifest: string, imageTag: string): Promise<string> {
  const { image } = await ecr.send(
    new PutImageCommand({
      repositoryName: name,
      imageManifest,
      imageManifestMediaType: manifestType,
      imageTag,
    }),
  );
  return image?.imageId?.imageDigest ?? "";
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
