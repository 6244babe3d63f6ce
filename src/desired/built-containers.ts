import type { Json } from "../domain/template.ts";
import type { DockerBuild } from "../manifest/parts/image.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";

/** A container whose image is built from the repository. */
export interface BuiltContainer {
  /** The main container has the workload's name. */
  readonly name: string;
  readonly isMain: boolean;
  /** What the manifest says of the build, for comparing it with what it said before. */
  readonly build: Json;
  /** What the image is built from: the build context and the Dockerfile, from the repository's root; the empty text is the root. */
  readonly paths: readonly string[];
}

/** The containers of a workload whose images are built, the main one first. A location, where given, wins over a build (copilot-model.md 3.3). */
export function builtContainers(manifest: WorkloadManifest): readonly BuiltContainer[] {
  if (manifest.type === "Static Site") return [];
  const found: BuiltContainer[] = [];
  const { build, location } = manifest.image;
  if (build !== undefined && location === undefined) found.push(container(manifest.name, true, build));
  if (manifest.type === "Request-Driven Web Service") return found;
  for (const [name, sidecar] of Object.entries(manifest.sidecars ?? {})) {
    const { image } = sidecar;
    if (typeof image !== "object" || image.build === undefined || image.location !== undefined) continue;
    found.push(container(name, false, image.build));
  }
  return found;
}

function container(name: string, isMain: boolean, build: string | DockerBuild): BuiltContainer {
  const { context, dockerfile } =
    typeof build === "string" ? { context: undefined, dockerfile: build } : build;
  const folder = normalize(context ?? folderOf(dockerfile ?? ""));
  const file = normalize(dockerfile ?? `${folder}/Dockerfile`);
  return {
    name,
    isMain,
    build: build as unknown as Json,
    paths: folder === "" ? [""] : [...new Set([folder, file])],
  };
}

function folderOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
}

/** `./a//b/` → `a/b`; `.` → the empty text. A path that climbs out of the repository is left for the validation to refuse. */
function normalize(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
