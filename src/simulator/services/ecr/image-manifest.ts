import { createHash } from "node:crypto";
import type { Platform } from "./ecr-state.ts";

/** Media type of a single image. */
export const imageType = "application/vnd.oci.image.manifest.v1+json";

/** Media type of an index over platforms. */
const indexType = "application/vnd.oci.image.index.v1+json";

/** Annotation by which an image says how it behaves when the simulated ECS runs it. */
const behaviourAnnotation = "dev.autoland.simulator.behaviour";

/** A manifest's text and its digest, `sha256:…`. */
export interface Manifest {
  readonly text: string;
  readonly digest: string;
}

/** `sha256:` and the digest of a text, as registries name content. */
export function contentDigest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** The manifest of an image that differs from others by its content's name and its platform. */
export function imageManifest(options: {
  readonly content: string;
  readonly platform: Platform;
  readonly behaviour?: string;
}): Manifest & { readonly configDigest: string } {
  const config = JSON.stringify({
    ...options.platform,
    rootfs: { type: "layers", diff_ids: [options.content] },
  });
  const configDigest = contentDigest(config);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: configDigest,
      size: config.length,
    },
    layers: [
      {
        mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
        digest: contentDigest(options.content),
        size: 30_000_000 + options.content.length,
      },
    ],
    ...(options.behaviour === undefined ? {} : { annotations: { [behaviourAnnotation]: options.behaviour } }),
  });
  return { text, digest: contentDigest(text), configDigest };
}

/** The index over images of several platforms. */
export function indexManifest(
  images: readonly { readonly manifest: Manifest; readonly platform: Platform }[],
): Manifest {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: images.map(({ manifest, platform }) => ({
      mediaType: imageType,
      digest: manifest.digest,
      size: manifest.text.length,
      platform,
    })),
  });
  return { text, digest: contentDigest(text) };
}

/** What a manifest's text says, as far as the simulator asks. Throws a SyntaxError on text that is no JSON object. */
export interface ManifestContent {
  readonly mediaType: string | undefined;
  readonly configDigest: string | undefined;
  readonly layerBytes: number;
  readonly children: readonly { readonly digest: string; readonly platform: Platform | undefined }[];
  readonly behaviour: string | undefined;
}

/** Reads a manifest. */
export function readManifest(text: string): ManifestContent {
  const value = record(JSON.parse(text));
  const layers = list(value["layers"]).map(record);
  return {
    mediaType: textIn(value["mediaType"]),
    configDigest: textIn(record(value["config"])["digest"]),
    layerBytes: layers.reduce((sum, layer) => sum + Number(layer["size"] ?? 0), 0),
    children: list(value["manifests"]).map((child) => ({
      digest: textIn(record(child)["digest"]) ?? "",
      platform: platformIn(record(child)["platform"]),
    })),
    behaviour: textIn(record(value["annotations"])[behaviourAnnotation]),
  };
}

function platformIn(value: unknown): Platform | undefined {
  const { os, architecture } = record(value);
  return typeof os === "string" && typeof architecture === "string" ? { os, architecture } : undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
