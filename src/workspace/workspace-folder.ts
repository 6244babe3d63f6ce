import type { Finding } from "../domain/finding.ts";
import type { BlobId } from "../domain/source.ts";
import { decodeText } from "./decode-text.ts";
import type { WantedFile, WorkspaceSelection } from "./select-files.ts";
import type { TextFile } from "./workspace.ts";

/** The folder while it is being read: its texts, and what turns out to be wrong on the way. */
export interface WorkspaceFolder {
  readonly files: ReadonlyMap<string, TextFile>;
  /** Every file at or below `copilot/`, also those that are not read. */
  readonly paths: ReadonlySet<string>;
  /** The texts that stand directly in a folder, in order of path. */
  readonly textsIn: ReadonlyMap<string, readonly TextFile[]>;
  /** Every folder that holds a file at any depth. */
  readonly folders: ReadonlySet<string>;
  readonly findings: Finding[];
}

/** Decodes what was read; a text that is not UTF-8 becomes a finding. */
export function openFolder(
  selection: WorkspaceSelection,
  contents: ReadonlyMap<BlobId, Uint8Array>,
): WorkspaceFolder {
  const files = new Map<string, TextFile>();
  const findings: Finding[] = [];
  for (const wanted of selection.wanted) {
    const decoded = decodeText(contentOf(wanted, contents));
    if (decoded.kind === "text") files.set(wanted.path, { path: wanted.path, text: decoded.text });
    else findings.push(notUtf8(wanted.path, decoded.line));
  }
  const textsIn = Map.groupBy(files.values(), (file) => folderOf(file.path));
  return { files, paths: selection.paths, textsIn, folders: foldersOf(selection.paths), findings };
}

function contentOf(file: WantedFile, contents: ReadonlyMap<BlobId, Uint8Array>): Uint8Array {
  const bytes = contents.get(file.blob);
  if (bytes === undefined) throw new Error(`the content of ${file.path} was not read`);
  return bytes;
}

function notUtf8(path: string, line: number): Finding {
  // A pipeline is not Autoland's to deploy: what is wrong in it stops nothing.
  const isPipeline = /^copilot\/(?:pipelines\/|pipeline\.yml$|buildspec\.yml$)/.test(path);
  return {
    code: "invalid-utf-8",
    severity: isPipeline ? "warning" : "error",
    place: { file: path, line, column: 1 },
    field: "",
    message: `Line ${line} of ${path} is not UTF-8.`,
    remedy: "Save the file as UTF-8.",
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let folder = folderOf(path); folder.includes("/") && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  }
  return folders;
}
