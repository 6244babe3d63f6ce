import {
  answerWith,
  blobsOf,
  chooseFiles,
  type FileAnswer,
  type FileQuestion,
} from "../../desired/commit-files.ts";
import { placeSiteFiles, siteFilesNeeds } from "../../desired/site-assets.ts";
import type { BlobId, TreeEntry } from "../../domain/source.ts";
import type { WorkloadManifest } from "../../manifest/workload-manifest.ts";
import type { Caller } from "./caller.ts";
import { upload } from "./deploy-stack.ts";

/** Whose files are placed, and where. */
export interface SitePlace {
  readonly workload: string;
  readonly environment: string;
  readonly region: string;
  readonly bucket: string;
  readonly text: string;
}

/**
 * Uploads the files of a static site and the mapping of them, as a deployment by Copilot does, and answers the mapping's URL; undefined
 * for other workloads, and for a site whose files are not among the repository's: a build would have made them.
 */
export async function siteFiles(
  caller: Caller,
  manifest: WorkloadManifest,
  files: ReadonlyMap<string, string>,
  { workload, environment, region, bucket, text }: SitePlace,
): Promise<string | undefined> {
  const needs = siteFilesNeeds(manifest);
  const entries = [...files].map(([path, content]): TreeEntry => {
    return { kind: "file", path, blob: path as BlobId, size: Buffer.byteLength(content), executable: false };
  });
  const answers = new Map<FileQuestion, FileAnswer>(
    needs.flatMap(({ question }) =>
      question === undefined ? [] : [[question, answer(question, entries, files)] as const],
    ),
  );
  const placed = placeSiteFiles(manifest.type, needs, answers, {
    place: { bucket, region },
    manifest: { workload, environment, file: `copilot/${workload}/manifest.yml`, text },
    build: undefined,
    deployedMapping: undefined,
  });
  if (placed.kind === "refused") return undefined;
  for (const { key, content } of placed.artifacts)
    if (content !== undefined) await upload(caller, { bucket, key, content });
  return placed.value;
}

function answer(
  question: FileQuestion,
  entries: readonly TreeEntry[],
  files: ReadonlyMap<string, string>,
): FileAnswer {
  const choice = chooseFiles(question, entries);
  const contents = blobsOf(choice).map(
    (blob) => [blob, new TextEncoder().encode(files.get(blob) ?? "")] as const,
  );
  return answerWith(choice, new Map(contents));
}
