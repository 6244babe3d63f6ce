import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** A platform as image manifests write it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/** An image or an index of images. */
export interface StoredImage {
  /** `sha256:` and the digest of the manifest's bytes. */
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
  readonly tags: readonly string[];
  readonly pushedAt: Date;
  readonly sizeInBytes: number;
}

/** A repository with its images, by digest. */
export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly account: string;
  readonly createdAt: Date;
  readonly immutableTags: boolean;
  /** JSON text. */
  policy: string | undefined;
  lifecyclePolicy: string | undefined;
  tags: Tags;
  readonly images: Map<string, StoredImage>;
  /** What the configuration of each single image says it runs on, by the digest of the configuration. */
  readonly platforms: Map<string, Platform>;
}

/** The repositories of an account and region, by name. */
export const repositories: Cell<Map<string, Repository>> = {
  name: "ecr/repositories",
  scope: "region",
  initial: () => new Map(),
};
