import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import { repositories, type Platform, type StoredImage } from "../ecr/ecr-state.ts";
import { readManifest } from "../ecr/image-manifest.ts";
import { findImage } from "../ecr/image-operations.ts";

/**
 * How a container behaves once its task started:
 * `healthy` runs; `exits` ends at once with a code; `unhealthy` runs but fails its load balancer's or its own health
 * checks; `out-of-memory` is killed; `slow` is healthy only after so many seconds; `crashes-later` runs, and exits
 * after so many seconds, also after its rollout was complete.
 */
export type ContainerBehaviour =
  | { readonly kind: "healthy" }
  | { readonly kind: "exits"; readonly code: number }
  | { readonly kind: "unhealthy" }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "slow"; readonly seconds: number }
  | { readonly kind: "crashes-later"; readonly seconds: number };

/** Behaviours that a test or the demo gave to images outside ECR, by their address. */
const behavioursByAddress: Cell<Map<string, string>> = {
  name: "ecs/container-behaviours",
  scope: "world",
  initial: () => new Map(),
};

/** Says how containers of an image behave that is not in the world's ECR, e.g. `nginx:1.27`. */
export function setContainerBehaviour(world: World, address: string, behaviour: ContainerBehaviour): void {
  world.cells.at(behavioursByAddress, { account: "", region: "" }).set(address, writeBehaviour(behaviour));
}

/** The behaviour as the text that an image's annotation holds: `exits:1`, `slow:300`. */
export function writeBehaviour(behaviour: ContainerBehaviour): string {
  switch (behaviour.kind) {
    case "healthy":
    case "unhealthy":
    case "out-of-memory":
      return behaviour.kind;
    case "exits":
      return `exits:${behaviour.code}`;
    case "slow":
      return `slow:${behaviour.seconds}`;
    case "crashes-later":
      return `crashes-later:${behaviour.seconds}`;
  }
}

/** What comes of pulling an image: a digest and a behaviour, or the reason that stops the task. */
export type Pull =
  | { readonly kind: "pulled"; readonly digest: string | undefined; readonly behaviour: ContainerBehaviour }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Pulls an image: out of the world's ECR when its address is one of ECR's, else from a registry that has everything.
 * The reasons are those of https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export function pullImage(context: CallContext, address: string, wanted: Platform): Pull {
  const parts =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(
      address,
    );
  if (parts === null) {
    const given = context.state(behavioursByAddress).get(address);
    return { kind: "pulled", digest: undefined, behaviour: readBehaviour(given) };
  }
  const [, account = "", region = "", name = "", tag, digest] = parts;
  const repository = context.state(repositories, { account, region }).get(name);
  if (repository === undefined) {
    return failed(
      `repository ${address.split(/[:@]/)[0]} not found: name unknown: The repository with name '${name}' does not exist in the registry with id '${account}'`,
    );
  }
  const id = digest === undefined ? { imageTag: tag ?? "latest" } : { imageDigest: digest };
  const image = findImage(repository, id);
  if (image === undefined) return failed(`failed to resolve ref ${address}: ${address}: not found`);
  const single = imageFor(repository, image, wanted);
  if (single === undefined) {
    return failed(
      `image Manifest does not contain descriptor matching platform '${wanted.os}/${wanted.architecture}'`,
    );
  }
  const content = readManifest(single.manifest);
  const platform = repository.platforms.get(content.configDigest ?? "");
  const wrongArchitecture = platform !== undefined && platform.architecture !== wanted.architecture;
  return {
    kind: "pulled",
    digest: image.digest,
    // What runs on another architecture starts and fails: `exec format error`.
    behaviour: wrongArchitecture ? { kind: "exits", code: 255 } : readBehaviour(content.behaviour),
  };
}

function imageFor(
  repository: { readonly images: ReadonlyMap<string, StoredImage> },
  image: StoredImage,
  wanted: Platform,
): StoredImage | undefined {
  const { children } = readManifest(image.manifest);
  if (children.length === 0) return image;
  const child = children.find(
    ({ platform }) => platform?.os === wanted.os && platform.architecture === wanted.architecture,
  );
  return repository.images.get(child?.digest ?? "");
}

function readBehaviour(text: string | undefined): ContainerBehaviour {
  const [kind, value] = (text ?? "healthy").split(":");
  switch (kind) {
    case "exits":
      return { kind, code: Number(value ?? 1) };
    case "slow":
    case "crashes-later":
      return { kind, seconds: Number(value ?? 60) };
    case "unhealthy":
    case "out-of-memory":
      return { kind };
    case undefined:
    default:
      return { kind: "healthy" };
  }
}

function failed(detail: string): Pull {
  return {
    kind: "failed",
    reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): ${detail}`,
  };
}
