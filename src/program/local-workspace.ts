import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { BlobId, TreeEntry } from "../domain/source.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../workspace/select-files.ts";
import type { WorkspaceReading } from "../workspace/workspace.ts";

/**
 * Reads the `copilot/` folder below a folder of this machine by the same rules as one of a commit: links are not followed, and the
 * limits hold. Files that no rule wants are not read.
 */
export async function readLocalWorkspace(root: string): Promise<WorkspaceReading> {
  const entries = await listEntries(root, "copilot");
  const selection = selectWorkspaceFiles(entries);
  const contents = new Map<BlobId, Uint8Array>();
  for (const file of selection.wanted) contents.set(file.blob, await readFile(path.join(root, file.path)));
  return readWorkspace({ selection, contents });
}

async function listEntries(root: string, below: string): Promise<readonly TreeEntry[]> {
  const found: TreeEntry[] = [];
  for (const name of await namesIn(path.join(root, below))) {
    const relative = `${below}/${name}`;
    const facts = await lstat(path.join(root, relative));
    if (facts.isSymbolicLink()) found.push({ kind: "symlink", path: relative });
    else if (facts.isDirectory()) found.push(...(await listEntries(root, relative)));
    else if (facts.isFile()) {
      const executable = (facts.mode & 0o111) !== 0;
      found.push({ kind: "file", path: relative, blob: idFor(relative), size: facts.size, executable });
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return [];
    throw error;
  }
}

/** Files of a folder have no blob ids; any id that differs between files will do. */
function idFor(relative: string): BlobId {
  return createHash("sha1").update(relative).digest("hex") as BlobId;
}
