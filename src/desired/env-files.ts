import type { Artifact } from "../domain/desired.ts";
import { partitionOf } from "../domain/partition.ts";
import type { TextMap } from "../domain/stack.ts";
import { field, type FieldPath, key, pathText } from "../manifest/shape/field-path.ts";
import type { Remark } from "../manifest/shape/report.ts";
import { manifestFindings } from "../manifest/manifest-findings.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import { logRouter } from "../render/ecs/env-files.ts";
import { sha256 } from "../template/digest.ts";
import {
  answerTo,
  type CommitFile,
  type FileAnswer,
  type FileQuestion,
  pathInRepository,
} from "./commit-files.ts";
import { type ArtifactPlace, faultOf, type Placing, refusal, unread } from "./placing.ts";

/** A file of environment variables that a container is given. */
export interface EnvFileNeed {
  /** The main container has the workload's name. */
  readonly container: string;
  readonly field: FieldPath;
  /** As the manifest has it. */
  readonly written: string;
  /** Undefined when the path leads out of the repository. */
  readonly question: FileQuestion | undefined;
}

/** Far above any list of variables that a task could carry. */
const limits = { files: 1, bytes: 1024 * 1024 };

/** The env files of the main container, the sidecars and the log router. */
export function envFileNeeds(manifest: WorkloadManifest): readonly EnvFileNeed[] {
  if (manifest.type === "Static Site" || manifest.type === "Request-Driven Web Service") return [];
  const sidecars = field(undefined, "sidecars");
  return [
    ...need(manifest.name, field(undefined, "env_file"), manifest.env_file),
    ...need(logRouter, field(undefined, "logging", "env_file"), manifest.logging?.env_file),
    ...Object.entries(manifest.sidecars ?? {}).flatMap(([name, sidecar]) =>
      need(name, field(key(sidecars, name), "env_file"), sidecar.env_file),
    ),
  ];
}

/** Which manifest the needs stand in, for findings at their places. */
export interface ManifestText {
  readonly workload: string;
  readonly file: string;
  readonly text: string;
  readonly environment: string;
}

/** Gives each env file its place, `manual/env-files/<base name>/<sha256>.env` (copilot-model.md 3.1), and says its ARN by container. */
export function placeEnvFiles(
  needs: readonly EnvFileNeed[],
  answers: ReadonlyMap<FileQuestion, FileAnswer>,
  place: ArtifactPlace,
  manifest: ManifestText,
): Placing<TextMap> {
  const remarks: Remark[] = [];
  const artifacts = new Map<string, Artifact>();
  const arns: Record<string, string> = {};
  for (const { question, container, ...need } of needs) {
    const answer = question === undefined ? undefined : answerTo(answers, question);
    if (answer?.kind === "unreadable") return unread(manifest.workload, answer.failure);
    if (answer?.kind !== "file") {
      remarks.push(remarkOn(need, answer));
      continue;
    }
    const artifact = artifactOf(answer.file, place);
    artifacts.set(artifact.key, artifact);
    arns[container] = `arn:${partitionOf(place.region)}:s3:::${artifact.bucket}/${artifact.key}`;
  }
  if (remarks.length === 0) return { kind: "placed", value: arns, artifacts: [...artifacts.values()] };
  return refusal(
    "FileMissing",
    manifest.workload,
    manifestFindings(manifest.text, manifest, remarks),
    "Commit the file as an ordinary file at that path, counted from the repository's root, or take the field out.",
  );
}

function need(container: string, at: FieldPath, written: string | undefined): readonly EnvFileNeed[] {
  if (written === undefined || written === "") return [];
  const path = pathInRepository(written);
  const question = path === undefined ? undefined : { path, wants: () => false, limits };
  return [{ container, field: at, written, question }];
}

function artifactOf({ path, content }: CommitFile, { bucket }: ArtifactPlace): Artifact {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { bucket, key: `manual/env-files/${name}/${sha256(content)}.env`, content };
}

function remarkOn(
  { field: at, written }: Pick<EnvFileNeed, "field" | "written">,
  answer: Exclude<FileAnswer, { kind: "unreadable" | "file" }> | undefined,
): Remark {
  const fault =
    answer === undefined
      ? faultOf("outside")
      : answer.kind === "folder"
        ? "is a folder of the commit; one file is wanted"
        : faultOf(answer);
  const code = answer?.kind === "missing" ? "file-not-found" : "invalid-file";
  return { code, at, message: `${pathText(at)} is ${written}, which ${fault}.` };
}
