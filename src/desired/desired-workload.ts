import type { Artifact, DesiredStack, DesiredWorkload } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { ObservedStack, StackContent } from "../domain/stack.ts";
import { workloadStackName } from "../domain/stack-names.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { ImageReference, RenderedStack, WorkloadInputs } from "../render/inputs.ts";
import type { RenderFault } from "../render/refusal.ts";
import { stackDigest } from "../template/stack-digest.ts";
import { withStamp } from "../template/stamp.ts";
import type { WorkspaceWorkload } from "../workspace/workspace.ts";
import { applicationInputs } from "./application-inputs.ts";
import { applyLookUps } from "./apply-look-ups.ts";
import type { BuildListing } from "./build-place.ts";
import type { FileAnswer, FileQuestion } from "./commit-files.ts";
import { subscribedServices } from "./dependencies.ts";
import { deployedMappingOf } from "./deployed-mapping.ts";
import { functionCode, pointsAt } from "./function-code.ts";
import { judgedStack } from "./judged-parts.ts";
import type { LookUpAnswers } from "./look-ups.ts";
import { placeNeeds } from "./place-needs.ts";
import { renderedWorkload } from "./rendered-lately.ts";
import type { WorkloadSurroundings } from "./surroundings.ts";
import { keptUpdateId, unsetUpdateId } from "./update-id.ts";
import { withoutOverrides } from "./without-overrides.ts";
import { newerVersion } from "./template-version.ts";
import type { WorkloadNeeds } from "./workload-needs.ts";

/** One workload as the commit has it. */
export interface WorkloadWish {
  readonly workload: WorkspaceWorkload;
  readonly manifest: WorkloadManifest;
  /** Text after interpolation, for `Metadata.Manifest`. */
  readonly manifestText: string;
  readonly warnings: readonly Finding[];
  /** Image of each container that is built. */
  readonly images: Readonly<Record<string, ImageReference>>;
  readonly needs: WorkloadNeeds;
  /** What the commit has of the files that are needed. */
  readonly files: ReadonlyMap<FileQuestion, FileAnswer>;
  /** What the commit's build has put into S3; undefined when nobody had to look. */
  readonly build: BuildListing;
  /** What was looked up; undefined when nothing is needed. */
  readonly lookUps: LookUpAnswers | undefined;
  /** The manifest that is deployed now, where it can still be read. */
  readonly deployedManifest: WorkloadManifest | undefined;
  /** Workloads that come first, as the pipelines of the workspace say it. */
  readonly comesAfter: readonly string[];
  /** The stack that stands there now, if any. */
  readonly deployed: ObservedStack | undefined;
}

/** Renders a workload for deployment: Copilot's stack, with a supported Lambda runtime, our functions, and a stamp (design.md 8). */
export function desiredWorkload(surroundings: WorkloadSurroundings, wish: WorkloadWish): DesiredWorkload {
  const { workload, deployed } = wish;
  const { regional, region } = surroundings;
  const text = {
    workload: workload.name,
    environment: surroundings.environment.name,
    file: workload.manifest.path,
    text: workload.manifest.text,
  };
  const found = applyLookUps(wish.manifest, wish.needs.lookUps, wish.lookUps, { text, deployed });
  if (found.kind === "refused") return notRendered(workload.name, found.failure, found.findings);
  const { manifest, loadBalancer } = found;
  const place = { bucket: regional.artifactBucket, region };
  const { build } = wish.needs;
  const placed = placeNeeds(wish.needs, wish.files, {
    place,
    manifest: text,
    type: manifest.type,
    build: build === undefined ? undefined : { place: build, listing: wish.build },
    deployedMapping: deployedMappingOf(deployed, surroundings.revision.commit),
  });
  if (placed.kind === "refused") return notRendered(manifest.name, placed.failure, placed.findings);
  const code = functionCode(surroundings, manifest.type);
  const inputs = {
    ...inputsFor(surroundings, wish, code.locations),
    ...placed.value,
    ...(loadBalancer === undefined ? {} : { importedLoadBalancer: loadBalancer }),
  };
  const rendered = renderedWorkload(manifest, inputs, workload.overrides);
  if (rendered.kind === "refused")
    return notRendered(manifest.name, cannotRender(manifest.name, rendered.faults));
  const stack = keptUpdateId(rendered.stack, wish.deployed);
  const { addons } = workload;
  const judged = judgedStack({
    surroundings,
    environment: surroundings.environment.name,
    workload: manifest.name,
    files: {
      manifest: workload.manifest,
      overrides: workload.overrides,
      addons: [...addons.templates, ...(addons.parameters === undefined ? [] : [addons.parameters])],
    },
    stack,
    own: withoutOverrides(manifest, inputs, workload.overrides, stack),
    addons: placed.value.addons,
    artifacts: placed.artifacts,
  });
  if ("reason" in judged) return notRendered(manifest.name, judged);
  const deployedToday = (): StackContent | undefined => {
    const before = wish.deployedManifest;
    if (before === undefined) return undefined;
    const again = applyLookUps(before, wish.needs.lookUps, wish.lookUps, { text, deployed });
    if (again.kind === "refused") return undefined;
    const result = renderedWorkload(again.manifest, inputs, workload.overrides);
    return result.kind === "rendered" ? keptUpdateId(result.stack, deployed) : undefined;
  };
  const artifacts = code.artifacts.filter((artifact) => pointsAt(stack.template, artifact.key));
  return {
    kind: "rendered",
    workload: manifest.name,
    type: manifest.type,
    stack: {
      ...desiredStack(surroundings, manifest.name, stack, [...artifacts, ...placed.artifacts]),
      deployedToday,
    },
    warnings: [...wish.warnings, ...rendered.remarks.map((message) => remark(workload, message))],
    images: Object.fromEntries(
      Object.entries(wish.images).map(([container, image]) => [container, addressOf(image)]),
    ),
    dependsOn: [...new Set([...subscribedServices(manifest), ...wish.comesAfter])].toSorted(),
    judged,
  };
}

/** Something about the rendering that people should know, placed at the manifest as a whole. */
function remark({ manifest }: WorkspaceWorkload, message: string): Finding {
  const place = { file: manifest.path, line: 1, column: 1 };
  return { code: "rendering", severity: "warning", place, field: "", message };
}

function cannotRender(workload: string, faults: readonly RenderFault[]): Failure {
  const remedy = faults.find((fault) => fault.remedy !== undefined)?.remedy;
  return {
    disposition: "stall",
    reason: "CannotRender",
    message: `${workload} cannot be rendered: ${faults.map((fault) => fault.message).join("; ")}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function addressOf(image: ImageReference): string {
  if (image.kind === "literal") return image.address;
  const { repository, digest, tag } = image;
  return digest === undefined ? `${repository}:${tag ?? "latest"}` : `${repository}@${digest}`;
}

/** A workload whose stack cannot be said now. */
export function notRendered(
  workload: string,
  failure: Failure,
  findings: readonly Finding[] = [],
): Extract<DesiredWorkload, { kind: "not-rendered" }> {
  return { kind: "not-rendered", workload, failure, findings };
}

function inputsFor(
  surroundings: WorkloadSurroundings,
  wish: WorkloadWish,
  functionLocations: NonNullable<WorkloadInputs["functionCode"]>,
): WorkloadInputs {
  const { application, environment, regional, functions } = surroundings;
  return {
    application: applicationInputs(application, surroundings.region),
    environment,
    artifacts: { bucket: regional.artifactBucket, keyArn: regional.artifactKeyArn },
    images: wish.images,
    envFiles: {},
    functionCode: functionLocations,
    functionRuntime: functions.runtime,
    templateVersion: newerVersion(wish.deployed),
    manifestText: wish.manifestText,
    additionalTags: {},
    updateId: unsetUpdateId,
  };
}

function desiredStack(
  surroundings: WorkloadSurroundings,
  workload: string,
  rendered: RenderedStack,
  artifacts: readonly Artifact[],
): DesiredStack {
  const { revision, account, region, application, environment } = surroundings;
  const { template, parameters, tags } = rendered;
  const digest = stackDigest(template, parameters, tags);
  const { repository, branch, commit } = revision;
  return {
    id: { account, region, name: workloadStackName(application.name, environment.name, workload) },
    roleArn: surroundings.executionRoleArn,
    template: withStamp(template, { repository, branch, commit, digest }),
    parameters,
    tags,
    bucket: surroundings.regional.artifactBucket,
    artifacts,
    digest,
  };
}
