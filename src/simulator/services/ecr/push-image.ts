import type { World } from "../../kernel/world.ts";
import { rootOf } from "../../kernel/principal.ts";
import { repositories, type Platform } from "./ecr-state.ts";
import { imageManifest, indexManifest } from "./image-manifest.ts";
import { findImage, putImage } from "./image-operations.ts";

/** An image to push. */
export interface ImagePush {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly tags: readonly string[];
  /** What tells this image from others: a commit, a file's text. Equal content makes an equal digest. */
  readonly content: string;
  /** One platform makes an image, several make an index; linux/amd64 when absent. */
  readonly platforms?: readonly Platform[];
  /** How its containers behave: see `container-behaviour.ts` of the simulated ECS. */
  readonly behaviour?: string;
}

const commonPlatform: Platform = { os: "linux", architecture: "amd64" };

/** Pushes an image as a build pipeline does, and answers its digest. Tags move; an image that is there is no error. */
export function pushImage(world: World, push: ImagePush): string {
  const { account, region } = push;
  const context = world.contextFor({ service: "ecr", principal: rootOf(account), account, region });
  const repository = context.state(repositories).get(push.repository);
  if (repository === undefined) {
    throw new Error(
      `no repository ${push.repository} in ${account} ${region}: create it before pushing to it`,
    );
  }
  const platforms = push.platforms ?? [commonPlatform];
  const images = platforms.map((platform) => {
    const { content, behaviour } = push;
    const manifest = imageManifest({ content, platform, ...(behaviour === undefined ? {} : { behaviour }) });
    repository.platforms.set(manifest.configDigest, platform);
    return { manifest, platform };
  });
  const put = (text: string, imageTag?: string): void => {
    putImage(context, { repositoryName: push.repository, imageManifest: text, imageTag });
  };
  const [single] = images;
  const top = single !== undefined && images.length === 1 ? single.manifest : indexManifest(images);
  for (const { manifest } of images) {
    if (!repository.images.has(manifest.digest)) put(manifest.text);
  }
  if (!repository.images.has(top.digest)) put(top.text);
  for (const tag of push.tags) {
    if (findImage(repository, { imageTag: tag, imageDigest: top.digest }) === undefined) put(top.text, tag);
  }
  return top.digest;
}
