import { BatchGetImageCommand, type Image, type ImageIdentifier } from "@aws-sdk/client-ecr";
import pLimit from "p-limit";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { FoundImage, Platform } from "../domain/preflight.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** BatchGetImage takes at most 100 image ids. */
const batchSize = 100;
const atOnce = 4;

/** Manifests of every kind: without these ECR turns an index into one of its images. */
const mediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

interface Address {
  readonly text: string;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly id: ImageIdentifier;
}

/**
 * Looks images in ECR up by their addresses, a batch for each repository, and reads from their indexes which platforms they are for.
 * Needs `ecr:BatchGetImage`.
 */
export async function findPlatforms(
  sessionIn: (region: string) => Session,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<FoundImage>>> {
  const parsed = addresses.flatMap((address) => addressOf(address) ?? []);
  const limit = pLimit(atOnce);
  const repositories = Map.groupBy(
    parsed,
    ({ account, region, repository }) => `${account}/${region}/${repository}`,
  );
  const batches = [...repositories.values()].flatMap((inOne) => inBatches(inOne));
  const answers = await Promise.all(batches.map((batch) => limit(() => look(sessionIn, batch, signal))));
  return new Map(answers.flat());
}

function inBatches(addresses: readonly Address[]): readonly (readonly Address[])[] {
  return Array.from({ length: Math.ceil(addresses.length / batchSize) }, (_, index) =>
    addresses.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function addressOf(text: string): Address | undefined {
  const [, account, region, repository, tag, imageDigest] =
    /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^@:]+)(?::([\w.-]+)|@(sha256:[0-9a-f]{64}))$/.exec(
      text,
    ) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  const id = imageDigest === undefined ? { imageTag: tag } : { imageDigest };
  return { text, account, region, repository, id };
}

async function look(
  sessionIn: (region: string) => Session,
  batch: readonly Address[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly [string, Observed<FoundImage>])[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { account, region, repository } = first;
  const all = (answer: Observed<FoundImage>) => batch.map(({ text }) => [text, answer] as const);
  try {
    const { images = [], failures = [] } = await sessionIn(region).ecr.send(
      new BatchGetImageCommand({
        registryId: account,
        repositoryName: repository,
        imageIds: batch.map(({ id }) => id),
        acceptedMediaTypes: mediaTypes,
      }),
      abortable(signal),
    );
    return batch.map(({ text, id }) => {
      const image = images.find(({ imageId }) => isMeant(imageId, id));
      if (image !== undefined) return [text, toFound(text, image)] as const;
      const failure = failures.find(({ imageId }) => isMeant(imageId, id));
      const isGone = failure === undefined || failure.failureCode === "ImageNotFound";
      return [text, isGone ? absent : unreadableBecause(text, failure.failureReason)] as const;
    });
  } catch (error) {
    if (codeOf(error) === "RepositoryNotFoundException") return all(absent);
    return all(unreadable(failureOf(translateAwsError(error, `look up images in ${repository}`))));
  }
}

function isMeant(found: ImageIdentifier | undefined, wanted: ImageIdentifier): boolean {
  return wanted.imageDigest === undefined
    ? found?.imageTag === wanted.imageTag
    : found?.imageDigest === wanted.imageDigest;
}

function unreadableBecause(address: string, why: string | undefined): Observed<never> {
  return unreadable({
    disposition: "wait",
    reason: "ImageUnknown",
    message: `image ${address} could not be looked up: ${why ?? "no reason was given"}`,
  });
}

/** A manifest is whatever somebody has pushed: one that cannot be read says nothing about the images beside it. */
function toFound(address: string, { imageId, imageManifest = "" }: Image): Observed<FoundImage> {
  const manifest = parsed(imageManifest);
  if (manifest === undefined) return unreadableBecause(address, "its manifest is not JSON");
  return present({ digest: imageId?.imageDigest ?? "", platforms: platformsIn(manifest.value) });
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md; attestations are listed as `unknown/unknown`. */
function platformsIn(value: unknown): readonly Platform[] | undefined {
  if (
    typeof value !== "object" ||
    value === null ||
    !("manifests" in value) ||
    !Array.isArray(value.manifests)
  )
    return undefined;
  const found = value.manifests.flatMap((entry: unknown) => platformIn(entry) ?? []);
  return found.length === 0 ? undefined : found;
}

function platformIn(entry: unknown): Platform | undefined {
  if (typeof entry !== "object" || entry === null || !("platform" in entry)) return undefined;
  const { platform } = entry;
  if (typeof platform !== "object" || platform === null) return undefined;
  const { os, architecture } = platform as Readonly<Record<string, unknown>>;
  if (typeof os !== "string" || typeof architecture !== "string" || os === "unknown") return undefined;
  return { os, architecture };
}
