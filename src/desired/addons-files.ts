import type { Artifact } from "../domain/desired.ts";
import { domainOf } from "../domain/partition.ts";
import type { Finding } from "../domain/finding.ts";
import type { Json, Template } from "../domain/template.ts";
import { findLocalFiles, type LocalFile } from "../render/addons/local-files.ts";
import { withValue } from "../template/json-pointer.ts";
import { isTemplate } from "../template/read-template.ts";
import { templateJson } from "../template/template-json.ts";
import type { TextFile } from "../workspace/workspace.ts";
import {
  answerTo,
  type CommitFile,
  type FileAnswer,
  type FileQuestion,
  pathInRepository,
} from "./commit-files.ts";
import { packAsIs, type PackedFiles, packZip } from "./pack-files.ts";
import { type ArtifactPlace, faultOf, type Placing, refusal, unread } from "./placing.ts";

/** A property of an addons template that names a file or folder of the commit. */
export interface AddonFileNeed {
  readonly local: LocalFile;
  /** Undefined when the path leads out of the repository. */
  readonly question: FileQuestion | undefined;
}

/** Lambda takes no more code than 250 MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const limits = { files: 10_000, bytes: 250 * 1024 * 1024 };

/** The files that a merged addons template names, in the order of the template. */
export function addonFileNeeds(template: Template): readonly AddonFileNeed[] {
  return findLocalFiles(template).map((local) => {
    const path = local.path.startsWith("/") ? undefined : pathInRepository(local.path);
    return { local, question: path === undefined ? undefined : { path, wants: () => true, limits } };
  });
}

/** Whose addons they are, and the texts in which the paths stand. */
interface AddonsTexts {
  readonly owner: string;
  readonly templates: readonly TextFile[];
}

/**
 * Gives each file its place, `manual/addons/<owner>/assets/<sha256>`, and writes the places into the template
 * (copilot-model.md 3.2).
 */
export function placeAddonFiles(
  template: Template,
  needs: readonly AddonFileNeed[],
  answers: ReadonlyMap<FileQuestion, FileAnswer>,
  place: ArtifactPlace,
  texts: AddonsTexts,
): Placing<Template> {
  const findings: Finding[] = [];
  const artifacts = new Map<string, Artifact>();
  let document: Json = templateJson(template);
  for (const { local, question } of needs) {
    const answer = question === undefined ? undefined : answerTo(answers, question);
    if (answer?.kind === "unreadable") return unread(texts.owner, answer.failure);
    if (question === undefined || answer === undefined) {
      findings.push(findingOf(local, "outside", texts));
      continue;
    }
    if (answer.kind === "missing" || answer.kind === "refused") {
      findings.push(findingOf(local, answer, texts));
      continue;
    }
    const { hash, content } = pack(local, question.path, answer);
    const key = `manual/addons/${texts.owner}/assets/${hash}`;
    artifacts.set(key, { bucket: place.bucket, key, content });
    document = withValue(document, local.pointer, locationOf(local, key, place));
  }
  if (findings.length > 0) {
    const remedy =
      "Commit the file or folder at that path, counted from the repository's root, or correct the path.";
    return refusal("FileMissing", texts.owner, findings, remedy);
  }
  if (!isTemplate(document)) throw new Error(`the addons of ${texts.owner} ceased to be a template`);
  return { kind: "placed", value: document, artifacts: [...artifacts.values()] };
}

function pack(
  { form }: LocalFile,
  path: string,
  answer: Extract<FileAnswer, { kind: "file" | "folder" }>,
): PackedFiles {
  const files: readonly CommitFile[] = answer.kind === "file" ? [answer.file] : answer.files;
  if (answer.kind === "file" && form === "as-is") return packAsIs(answer.file);
  return packZip(files, path);
}

function locationOf({ location, pointer }: LocalFile, key: string, { bucket, region }: ArtifactPlace): Json {
  if (location !== "uri") return { [location.bucket]: bucket, [location.key]: key };
  // CloudFormation takes a nested stack's template from https only, where Copilot writes an s3 URI
  // (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html).
  if (pointer.endsWith("/Properties/TemplateURL"))
    return `https://${bucket}.s3.${region}.${domainOf(region)}/${key}`;
  return `s3://${bucket}/${key}`;
}

function findingOf(
  { path, pointer }: LocalFile,
  answer: Parameters<typeof faultOf>[0],
  { templates }: AddonsTexts,
): Finding {
  const field = pointer.slice(1).replaceAll("/", ".");
  return {
    code: answer !== "outside" && answer.kind === "missing" ? "file-not-found" : "invalid-file",
    severity: "error",
    place: placeOfText(path, templates),
    field,
    message: `${field} is ${path}, which ${faultOf(answer)}.`,
    value: path,
  };
}

/** The first place of a text: the merged template, in which the path was found, has no lines of its own. */
function placeOfText(text: string, files: readonly TextFile[]): Finding["place"] {
  const file = files.find((candidate) => candidate.text.includes(text)) ?? files[0];
  const offset = Math.max(0, file?.text.indexOf(text) ?? 0);
  const before = (file?.text ?? "").slice(0, offset).split("\n");
  return { file: file?.path ?? "", line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
