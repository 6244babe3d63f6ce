import type { Artifact } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import { manifestFindings } from "../manifest/manifest-findings.ts";
import { field, type FieldPath, index, pathText } from "../manifest/shape/field-path.ts";
import type { Remark } from "../manifest/shape/report.ts";
import type { FileUpload, WorkloadManifest } from "../manifest/workload-manifest.ts";
import { sha256 } from "../template/digest.ts";
import { assetMappingText, type MappedAsset, siteKey } from "./asset-mapping.ts";
import { assetPattern } from "./asset-pattern.ts";
import { addressOf, type BuildListing, type BuildPlace, isLeftToBuild } from "./build-place.ts";
import { builtFiles, type BuiltFiles } from "./built-site-files.ts";
import { answerTo, type FileAnswer, type FileQuestion, pathInRepository } from "./commit-files.ts";
import { contentTypeOf } from "./content-type.ts";
import type { ManifestText } from "./env-files.ts";
import { type ArtifactPlace, faultOf, type Placing, refusal, unread } from "./placing.ts";

/** One entry of a static site's `files`. */
export interface SiteFilesNeed {
  readonly field: FieldPath;
  readonly upload: FileUpload;
  /** Undefined when the source leads out of the repository. */
  readonly question: FileQuestion | undefined;
}

const limits = { files: 10_000, bytes: 256 * 1024 * 1024 };

/**
 * What a state of Step Functions may hand on, and the state machine of the site reads the whole mapping in one
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
 */
const longestMapping = 256 * 1024;

/** What a static site is made of; other workloads have no such files. */
export function siteFilesNeeds(manifest: WorkloadManifest): readonly SiteFilesNeed[] {
  if (manifest.type !== "Static Site") return [];
  const files = field(undefined, "files");
  return (manifest.files ?? []).map((upload, position) => {
    const path = pathInRepository(upload.source ?? "");
    const at = field(index(files, position), "source");
    return {
      field: at,
      upload,
      question: path === undefined ? undefined : { path, wants: wantedBy(upload, path), limits },
    };
  });
}

/** What a site's files are placed with. */
export interface SiteContext {
  readonly place: ArtifactPlace;
  readonly manifest: ManifestText;
  /** Where the commit's build puts what Git does not have, and what is there. */
  readonly build: { readonly place: BuildPlace; readonly listing: BuildListing } | undefined;
  /** Key of the mapping that was deployed for this commit already. */
  readonly deployedMapping: string | undefined;
}

/**
 * Gives each file of a site its place, `local-assets/<sha256>`, and the mapping that tells which goes where and as what
 * (copilot-model.md 3.1). The value is the mapping's S3 URL; undefined for a workload that is no site.
 */
export function placeSiteFiles(
  type: WorkloadManifest["type"],
  needs: readonly SiteFilesNeed[],
  answers: ReadonlyMap<FileQuestion, FileAnswer>,
  context: SiteContext,
): Placing<string | undefined> {
  if (type !== "Static Site") return { kind: "placed", value: undefined, artifacts: [] };
  const { place, manifest, build } = context;
  const listing = build?.listing;
  if (listing?.kind === "unreadable") return unread(manifest.workload, listing.failure);
  if (build !== undefined && listing !== undefined && !isComplete(build.place, listing)) {
    const { deployedMapping } = context;
    return deployedMapping === undefined
      ? { kind: "refused", failure: waitsForBuild(manifest.workload, build.place), findings: [] }
      : { kind: "placed", value: `s3://${place.bucket}/${deployedMapping}`, artifacts: [] };
  }
  const remarks: Remark[] = [];
  const artifacts = new Map<string, Artifact>();
  const mapped: MappedAsset[] = [];
  for (const { question, upload, field: at } of needs) {
    const answer = question === undefined ? undefined : answerTo(answers, question);
    if (answer?.kind === "unreadable") return unread(manifest.workload, answer.failure);
    if (question === undefined || answer === undefined) {
      remarks.push(remarkOn(at, upload, "outside"));
      continue;
    }
    const found = filesOf(question, answer, context);
    if (found.kind !== "files") {
      remarks.push(remarkOn(at, upload, found, build?.place));
      continue;
    }
    for (const { path, artifact } of found.files) {
      artifacts.set(artifact.key, artifact);
      mapped.push({
        path: artifact.key,
        destPath: siteKey(upload.destination ?? "", question.path, path),
        contentType: contentTypeOf(path),
      });
    }
  }
  if (remarks.length > 0) return refused(manifest, remarks, notInGit(manifest.workload, build?.place));
  const text = assetMappingText(mapped);
  const content = new TextEncoder().encode(text);
  if (content.length > longestMapping) return refused(manifest, [tooMany(mapped.length)], fewer);
  const folder = `local-assets/environments/${manifest.environment}/workloads/${manifest.workload}/mapping`;
  const key = `${folder}/${sha256(content)}`;
  return {
    kind: "placed",
    value: `s3://${place.bucket}/${key}`,
    artifacts: [...artifacts.values(), { bucket: place.bucket, key, content }],
  };
}

function isComplete({ complete }: BuildPlace, listing: NonNullable<BuildListing>): boolean {
  return listing.kind === "present" && listing.value.some(({ path }) => path === complete);
}

function waitsForBuild(workload: string, { prefix, complete }: BuildPlace): Failure {
  return {
    disposition: "wait",
    reason: "AssetsMissing",
    message: `${workload} cannot be deployed: the build of this commit has not written ${addressOf(prefix)}${complete} yet`,
    remedy:
      "Let the build upload its files there and then write that file; nothing else has to be done. What is deployed stays.",
  };
}

/** What a source is made of: the commit's files, or the build's where the commit has none. */
function filesOf(
  question: FileQuestion,
  answer: Exclude<FileAnswer, { kind: "unreadable" }>,
  { place, build }: SiteContext,
): BuiltFiles {
  if (build?.listing?.kind === "present" && isLeftToBuild(answer))
    return builtFiles(question, build.place, build.listing.value, place.bucket);
  if (answer.kind === "missing" || answer.kind === "refused") return answer;
  const files = answer.kind === "folder" ? answer.files : [answer.file];
  const wanted = files.filter(({ path }) => question.wants(path));
  return {
    kind: "files",
    files: wanted.map(({ path, content }) => {
      const key = `local-assets/${sha256(content)}`;
      return { path, artifact: { bucket: place.bucket, key, content } };
    }),
  };
}

/** A single file stands under its own name before the patterns; files of a folder under their path in it, or from the root. */
function wantedBy(
  { recursive = false, exclude = [], reinclude = [] }: FileUpload,
  source: string,
): (path: string) => boolean {
  const [excludes, reincludes] = [exclude.map(assetPattern), reinclude.map(assetPattern)];
  return (path) => {
    const name = below(source, path);
    if (!recursive && path !== source && name.includes("/")) return false;
    const matches = (test: (path: string) => boolean): boolean => test(name) || test(path);
    return !excludes.some(matches) || reincludes.some(matches);
  };
}

function below(source: string, path: string): string {
  if (path === source) return path.slice(path.lastIndexOf("/") + 1);
  return source === "" ? path : path.slice(source.length + 1);
}

function refused(manifest: ManifestText, remarks: readonly Remark[], remedy: string): Placing<never> {
  const findings = manifestFindings(manifest.text, manifest, remarks);
  return refusal("AssetsMissing", manifest.workload, findings, remedy);
}

function notInGit(workload: string, build: BuildPlace | undefined): string {
  return build === undefined
    ? `Commit the files that the site is made of. If a build makes them and Git does not have them, let it put them into S3 and say where: assets.${workload}.s3 in the configuration (docs/render-inputs.md). What is deployed stays.`
    : "Commit the files, or let the build put them there, at the path that the manifest names. What is deployed stays.";
}

const fewer = "Divide the site, exclude what is not served, or serve many small files from another place.";

function remarkOn(
  at: FieldPath,
  { source = "" }: FileUpload,
  answer: Parameters<typeof faultOf>[0],
  build?: BuildPlace,
): Remark {
  const isMissing = answer !== "outside" && answer.kind === "missing";
  const fault =
    isMissing && build !== undefined
      ? `is neither in the commit nor below ${addressOf(build.prefix)}`
      : faultOf(answer);
  const code = isMissing ? "file-not-found" : "invalid-file";
  return { code, at, message: `${pathText(at)} is ${source}, which ${fault}.` };
}

function tooMany(count: number): Remark {
  return {
    code: "limit-exceeded",
    at: field(undefined, "files"),
    message: `files has ${count} files, and the list of them is longer than the 256 KiB that the state machine which copies them can read.`,
  };
}
