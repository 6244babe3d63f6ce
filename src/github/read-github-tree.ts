import type { CommitSha } from "../domain/revision.ts";
import type { BlobId, TreeEntry } from "../domain/source.ts";
import type { GitHubObjects, StoredEntry } from "./github-objects.ts";

/**
 * The entries at or below paths of a commit. Folders on the way are read one by one and only what is asked for in
 * full, so that what else is in the repository costs nothing.
 */
export async function readGitHubTree(
  objects: GitHubObjects,
  asked: { readonly commit: CommitSha; readonly under: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly TreeEntry[]> {
  const { tree } = await objects.commit(asked.commit, signal);
  const found = new Map<string, TreeEntry>();
  for (const path of new Set(asked.under)) {
    for (const entry of await entriesBelow(objects, { tree, path }, signal)) {
      const read = treeEntryOf(entry);
      if (read !== undefined) found.set(read.path, read);
    }
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function entriesBelow(
  objects: GitHubObjects,
  { tree, path }: { readonly tree: string; readonly path: string },
  signal: AbortSignal | undefined,
): Promise<readonly StoredEntry[]> {
  const at = await findEntry(objects, { tree, path }, signal);
  if (at === undefined) return [];
  if (at.type !== "tree") return [{ ...at, path }];
  const inside = await objects.tree(at.id, "everything", signal);
  return path === "" ? inside : inside.map((entry) => ({ ...entry, path: `${path}/${entry.path}` }));
}

/** What stands at a path of a tree, reading folder by folder; undefined for nothing. */
export async function findEntry(
  objects: GitHubObjects,
  { tree, path }: { readonly tree: string; readonly path: string },
  signal: AbortSignal | undefined,
): Promise<StoredEntry | undefined> {
  let entry: StoredEntry = { path: "", mode: "040000", type: "tree", id: tree, size: 0 };
  if (path === "") return entry;
  for (const name of path.split("/")) {
    if (entry.type !== "tree") return undefined;
    const entries = await objects.tree(entry.id, "entries", signal);
    const next = entries.find((each) => each.path === name);
    if (next === undefined) return undefined;
    entry = next;
  }
  return entry;
}

function treeEntryOf({ path, mode, type, id, size }: StoredEntry): TreeEntry | undefined {
  if (type === "tree") return undefined;
  if (mode === "120000") return { kind: "symlink", path };
  if (mode === "160000" || type === "commit") return { kind: "submodule", path };
  return { kind: "file", path, blob: id as BlobId, size, executable: mode === "100755" };
}
