import { createHash } from "node:crypto";
import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { ImageReference } from "../../render/inputs.ts";
import { pushImage } from "../services/ecr/push-image.ts";
import type { World } from "../kernel/world.ts";
import type { SeedImage } from "./seed-options.ts";

/** Where a pipeline pushed a workload's images. */
export interface ImagePlace {
  readonly application: string;
  readonly environment: string;
  /** The application's account, which has the repositories. */
  readonly account: string;
  readonly region: string;
}

/**
 * Pushes the images of a workload's built containers as a Copilot pipeline does: the main one under the build's id and
 * the environment, sidecars by digest only (copilot-model.md 3.3). Answers what their stacks refer to.
 */
export function seedImages(
  world: World,
  manifest: WorkloadManifest,
  { place, image }: { readonly place: ImagePlace; readonly image: SeedImage },
): Readonly<Record<string, ImageReference>> {
  const { account, region, application, environment } = place;
  const name = `${application}/${manifest.name}`;
  const repository = `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
  const content = image.content ?? "initial";
  const references: Record<string, ImageReference> = {};
  for (const container of builtContainers(manifest)) {
    const isMain = container === manifest.name;
    const tag = `${buildId(application, content)}-${environment}`;
    const digest = pushImage(world, {
      account,
      region,
      repository: name,
      tags: isMain ? [tag, "latest"] : [`${container}-latest`],
      content: `${name}/${container}@${content}`,
      ...(image.platforms === undefined ? {} : { platforms: image.platforms }),
      ...(image.behaviour === undefined || !isMain ? {} : { behaviour: image.behaviour }),
    });
    references[container] = isMain
      ? { kind: "pushed", repository, tag, digest }
      : { kind: "pushed", repository, digest };
  }
  return references;
}

/** Names of the containers whose images are built; a location wins over a build. */
function builtContainers(manifest: WorkloadManifest): readonly string[] {
  if (manifest.type === "Static Site") return [];
  const { build, location } = manifest.image;
  const main = build !== undefined && location === undefined ? [manifest.name] : [];
  if (manifest.type === "Request-Driven Web Service") return main;
  const sidecars = Object.entries(manifest.sidecars ?? {})
    .filter(
      ([, { image }]) =>
        typeof image === "object" && image.build !== undefined && image.location === undefined,
    )
    .map(([name]) => name);
  return [...main, ...sidecars];
}

/** A build's id as CodeBuild makes them, the same for all images of one build. */
function buildId(application: string, content: string): string {
  const digest = createHash("sha256").update(`${application} ${content}`).digest("hex");
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
