import type {
  BatchDeleteImageCommandInput,
  BatchGetImageCommandInput,
  DescribeImagesCommandInput,
  ImageIdentifier,
  ListImagesCommandInput,
  PutImageCommandInput,
} from "@aws-sdk/client-ecr";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import type { Repository, StoredImage } from "./ecr-state.ts";
import { openRepository } from "./find-repository.ts";
import { contentDigest, imageType, readManifest } from "./image-manifest.ts";

/**
 * PutImage. A tag moves from the image that had it, unless the repository's tags are immutable.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
 */
export function putImage(context: CallContext, input: PutImageCommandInput): object {
  const repository = openRepository(context, input, "PutImage");
  const manifest = input.imageManifest ?? "";
  const digest = contentDigest(manifest);
  const known = repository.images.get(digest);
  const tag = input.imageTag;
  const idText = describeId({ imageDigest: digest, imageTag: tag });
  if (known !== undefined && (tag === undefined || known.tags.includes(tag))) {
    throw clientFault(
      "ImageAlreadyExistsException",
      `Image with digest '${digest}'${tag === undefined ? "" : ` and tag '${tag}'`} already exists in the repository with name '${repository.name}' in registry with id '${repository.account}'`,
    );
  }
  if (
    tag !== undefined &&
    repository.immutableTags &&
    findImage(repository, { imageTag: tag }) !== undefined
  ) {
    throw clientFault(
      "ImageTagAlreadyExistsException",
      `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the repository is immutable.`,
    );
  }
  const content = readManifest(manifest);
  for (const child of content.children) {
    if (repository.images.has(child.digest)) continue;
    throw clientFault(
      "ReferencedImagesNotFoundException",
      `Images with digests '[${child.digest}]' required for pushing image ${idText} into the repository with name '${repository.name}' in the registry with id '${repository.account}' do not exist`,
    );
  }
  if (tag !== undefined) untag(repository, tag);
  const image: StoredImage = {
    digest,
    manifest,
    mediaType: input.imageManifestMediaType ?? content.mediaType ?? imageType,
    tags: [...(known?.tags ?? []), ...(tag === undefined ? [] : [tag])],
    pushedAt: known?.pushedAt ?? context.now,
    sizeInBytes: content.layerBytes,
  };
  repository.images.set(digest, image);
  return { image: fullImage(repository, image, tag) };
}

/** DescribeImages: one named image that does not exist fails the call. */
export function describeImages(context: CallContext, input: DescribeImagesCommandInput): object {
  const repository = openRepository(context, input, "DescribeImages");
  if (input.imageIds !== undefined && input.imageIds.length > 0) {
    const found = new Set(input.imageIds.map((id) => requireImage(repository, id)));
    return { imageDetails: [...found].map((image) => detail(repository, image)) };
  }
  const wanted = [...repository.images.values()].filter((image) =>
    hasTagStatus(image, input.filter?.tagStatus),
  );
  const page = pageOf(wanted, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid parameter at 'nextToken'"),
  });
  return {
    imageDetails: page.items.map((image) => detail(repository, image)),
    nextToken: page.nextToken,
  };
}

/** ListImages: one entry per tag, and one for an image without any. */
export function listImages(context: CallContext, input: ListImagesCommandInput): object {
  const repository = openRepository(context, input, "ListImages");
  const ids = [...repository.images.values()]
    .filter((image) => hasTagStatus(image, input.filter?.tagStatus))
    .flatMap(({ digest, tags }) =>
      tags.length === 0
        ? [{ imageDigest: digest }]
        : tags.map((imageTag) => ({ imageDigest: digest, imageTag })),
    );
  const page = pageOf(ids, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid parameter at 'nextToken'"),
  });
  return { imageIds: page.items, nextToken: page.nextToken };
}

/** BatchGetImage: up to a hundred; those that do not exist are failures beside the others. */
export function batchGetImage(context: CallContext, input: BatchGetImageCommandInput): object {
  const repository = openRepository(context, input, "BatchGetImage");
  const ids = checkBatch(input.imageIds);
  const found = ids.map((id) => ({ id, image: findImage(repository, id) }));
  return {
    images: found.flatMap(({ id, image }) =>
      image === undefined ? [] : [fullImage(repository, image, id.imageTag)],
    ),
    failures: found.filter(({ image }) => image === undefined).map(({ id }) => notFound(id)),
  };
}

/** BatchDeleteImage: by tag only the tag goes, and the image with its last tag; by digest the image. */
export function batchDeleteImage(context: CallContext, input: BatchDeleteImageCommandInput): object {
  const repository = openRepository(context, input, "BatchDeleteImage");
  const imageIds: ImageIdentifier[] = [];
  const failures: object[] = [];
  for (const id of checkBatch(input.imageIds)) {
    const image = findImage(repository, id);
    if (image === undefined) {
      failures.push(notFound(id));
    } else if (id.imageDigest !== undefined && isReferenced(repository, image.digest)) {
      failures.push({
        imageId: id,
        failureCode: "ImageReferencedByManifestList",
        failureReason: "Requested image referenced by manifest list",
      });
    } else {
      remove(repository, image, id);
      imageIds.push({ imageDigest: image.digest, imageTag: id.imageTag });
    }
  }
  return { imageIds, failures };
}

/** The image that an id means; with both digest and tag both must fit. */
export function findImage(repository: Repository, id: ImageIdentifier): StoredImage | undefined {
  if (id.imageDigest !== undefined) {
    const image = repository.images.get(id.imageDigest);
    return id.imageTag === undefined || image?.tags.includes(id.imageTag) === true ? image : undefined;
  }
  const tag = id.imageTag;
  return [...repository.images.values()].find(({ tags }) => tag !== undefined && tags.includes(tag));
}

function requireImage(repository: Repository, id: ImageIdentifier): StoredImage {
  const image = findImage(repository, id);
  if (image !== undefined) return image;
  throw clientFault(
    "ImageNotFoundException",
    `The image with imageId ${describeId(id)} does not exist within the repository with name '${repository.name}' in the registry with id '${repository.account}'`,
  );
}

function describeId({ imageDigest, imageTag }: ImageIdentifier): string {
  return `{imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'}`;
}

function untag(repository: Repository, tag: string): void {
  for (const image of repository.images.values()) {
    if (!image.tags.includes(tag)) continue;
    repository.images.set(image.digest, { ...image, tags: image.tags.filter((other) => other !== tag) });
  }
}

function remove(repository: Repository, image: StoredImage, id: ImageIdentifier): void {
  const tags = id.imageDigest === undefined ? image.tags.filter((tag) => tag !== id.imageTag) : [];
  if (tags.length === 0) repository.images.delete(image.digest);
  else repository.images.set(image.digest, { ...image, tags });
}

function isReferenced(repository: Repository, digest: string): boolean {
  return [...repository.images.values()].some((image) =>
    readManifest(image.manifest).children.some((child) => child.digest === digest),
  );
}

function checkBatch(ids: readonly ImageIdentifier[] | undefined): readonly ImageIdentifier[] {
  if (ids === undefined || ids.length === 0 || ids.length > 100) {
    throw clientFault(
      "InvalidParameterException",
      "Invalid parameter at 'imageIds' failed to satisfy constraint: 'Member must have length between 1 and 100'",
    );
  }
  return ids;
}

function hasTagStatus(image: StoredImage, status: string | undefined): boolean {
  if (status === "TAGGED") return image.tags.length > 0;
  return status === "UNTAGGED" ? image.tags.length === 0 : true;
}

function detail(repository: Repository, image: StoredImage): object {
  return {
    registryId: repository.account,
    repositoryName: repository.name,
    imageDigest: image.digest,
    imageTags: image.tags.length === 0 ? undefined : image.tags,
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: image.mediaType,
  };
}

function fullImage(repository: Repository, image: StoredImage, tag: string | undefined): object {
  return {
    registryId: repository.account,
    repositoryName: repository.name,
    imageId: { imageDigest: image.digest, imageTag: tag },
    imageManifest: image.manifest,
    imageManifestMediaType: image.mediaType,
  };
}

function notFound(imageId: ImageIdentifier): object {
  return { imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" };
}
