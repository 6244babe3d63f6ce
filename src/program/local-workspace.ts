import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BlobId } from "../domain/source.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { selectWorkspaceFiles } from "../workspace/select-files.ts";
import type { WorkspaceReading } from "../workspace/workspace.ts";
import { listLocalEntries } from "./local-files.ts";

/**
 * Reads the `copilot/` folder below a folder of this machine by the same rules as one of a commit: links are not followed, and the
 * limits hold. Files that no rule wants are not read.
 */
export async function readLocalWorkspace(root: string): Promise<WorkspaceReading> {
  const entries = await listLocalEntries(root, "copilot");
  const selection = selectWorkspaceFiles(entries);
  const contents = new Map<BlobId, Uint8Array>();
  for (const file of selection.wanted) contents.set(file.blob, await readFile(path.join(root, file.path)));
  return readWorkspace({ selection, contents });
}
