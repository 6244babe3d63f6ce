import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { GateState } from "../domain/gates.ts";
import { type CommitSha, commitSha } from "../domain/revision.ts";
import type { DeployedTemplate } from "../domain/stack.ts";
import type { Json, JsonMap, Template } from "../domain/template.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import { canonicalJson } from "../template/canonical-json.ts";
import { stampOf } from "../template/stamp.ts";
import { builtContainers, type BuiltContainer } from "./built-containers.ts";

/** What has to be found out to know which image a container should run. */
export interface ImageQuestion {
  readonly workload: string;
  readonly container: BuiltContainer;
  /** ARN of the ECR repository; undefined when the application has none for this workload. */
  readonly repositoryArn: string | undefined;
  /** The address that runs now, when the workload is deployed. */
  readonly running: string | undefined;
  /** The commit that the deployed stack was made from, when Autoland made it. */
  readonly appliedCommit: CommitSha | undefined;
  /** Build inputs: when a commit touches one of them, it has an image of its own. */
  readonly paths: readonly string[];
}

/** What was found out. */
export type ImageAnswer =
  /** No commit since the deployed one touched the build inputs. */
  | { readonly kind: "untouched" }
  /** An image that was built from the build inputs as they are. */
  | {
      readonly kind: "found";
      /** The commit that it was built for: the newest that touched them, or a later one that left them as they were. */
      readonly commit: CommitSha;
      readonly tag: string;
      readonly digest: string;
      readonly runningDigest?: string;
    }
  /** No such image is in the repository. */
  | {
      readonly kind: "missing";
      /** The newest commit that touched the build inputs. */
      readonly commit: CommitSha;
      /** Its tags. */
      readonly tags: readonly string[];
      /** How many later commits' tags were looked for as well: those that left the build inputs as they were. */
      readonly laterCommits: number;
      /** Since when it is known to be missing, and until when it may be; absent where nobody keeps the time. */
      readonly waiting?: { readonly since: Date; readonly until: Date; readonly now: Date };
      /** How the build stands that Autoland starts for it; absent where it starts none, or nobody could tell. */
      readonly build?: GateState;
    }
  /** A rollback takes the address that ran then. */
  | { readonly kind: "recorded"; readonly address: string }
  | { readonly kind: "unknown"; readonly message: string };

/** The questions about one workload's images, one for each container that is built. */
export function imageQuestions(
  manifest: WorkloadManifest,
  manifestPath: string,
  environment: ObservedEnvironment,
  deployedManifest: WorkloadManifest | undefined,
): readonly ImageQuestion[] {
  const stack = environment.workloads.get(manifest.name);
  const deployed = stack?.kind === "present" ? stack.value : undefined;
  const template = templateOf(deployed?.template);
  const before = new Map(
    deployedManifest === undefined ? [] : builtContainers(deployedManifest).map((item) => [item.name, item]),
  );
  return builtContainers(manifest).map((container) => {
    const old = before.get(container.name);
    const rebuilt = old !== undefined && canonicalJson(old.build) !== canonicalJson(container.build);
    return {
      workload: manifest.name,
      container,
      repositoryArn: repositoryOf(environment, manifest.name),
      running: container.isMain
        ? nonEmpty(deployed?.parameters["ContainerImage"])
        : sidecarImage(template, container.name),
      appliedCommit: template === undefined ? undefined : stampedCommit(template),
      paths: rebuilt ? [...container.paths, manifestPath] : container.paths,
    };
  });
}

/** The tag of an address like `repository:tag`; undefined when it has a digest or nothing. */
export function tagOf(address: string): string | undefined {
  return /^[^@]*\/[^@:]*:([^@:/]+)$/.exec(address)?.[1];
}

function repositoryOf(environment: ObservedEnvironment, workload: string): string | undefined {
  return environment.regional.kind === "present"
    ? environment.regional.value.repositories[workload]
    : undefined;
}

function templateOf(deployed: DeployedTemplate | undefined): Template | undefined {
  return deployed?.kind === "read" ? deployed.template : undefined;
}

function stampedCommit(template: Template): CommitSha | undefined {
  const commit = stampOf(template)?.commit;
  return commit !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)
    ? commitSha(commit)
    : undefined;
}

function sidecarImage(template: Template | undefined, container: string): string | undefined {
  const definitions = template?.Resources["TaskDefinition"]?.Properties?.["ContainerDefinitions"];
  if (!Array.isArray(definitions)) return undefined;
  const found = definitions.find((item: Json): item is JsonMap => isMap(item) && item["Name"] === container);
  const image = found?.["Image"];
  return typeof image === "string" ? image : undefined;
}

function isMap(value: Json): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
