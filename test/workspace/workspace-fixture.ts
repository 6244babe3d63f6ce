import type { BlobId, TreeEntry } from "../../src/domain/source.ts";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../../src/workspace/select-files.ts";
import type { WorkspaceReading } from "../../src/workspace/workspace.ts";
import { MemorySource } from "../support/memory-source.ts";
import type { FileChanges } from "../support/memory-source.ts";

/** A sane workspace of one service and one environment; a test changes one thing. */
export const saneFiles: FileChanges = {
  "copilot/.workspace": "application: shop\n",
  "copilot/api/manifest.yml": "name: api\ntype: Backend Service\n",
  "copilot/environments/develop/manifest.yml": "name: develop\ntype: Environment\n",
  "src/index.ts": "export {};\n",
};

/** Reads a commit of these files as the program does. */
export async function readFiles(changes: FileChanges, application?: string): Promise<WorkspaceReading> {
  const source = new MemorySource();
  const commit = source.commit("main", changes);
  const selection = selectWorkspaceFiles(await source.tree(commit, ["copilot"]));
  const contents = await source.blobs(selection.wanted.map((file) => file.blob));
  return readWorkspace({ selection, contents, ...(application === undefined ? {} : { application }) });
}

/** A file's entry, for trees that no repository could be made to hold. */
export function fileEntry(path: string, size = 10): TreeEntry {
  return { kind: "file", path, blob: "0".repeat(40) as BlobId, size, executable: false };
}
