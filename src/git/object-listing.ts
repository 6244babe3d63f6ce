import type { BlobId, TreeEntry } from "../domain/source.ts";

/** One line of `git ls-tree -r -l -z`; a blob that was left out of a partial fetch has no size. */
export interface ListedObject {
  readonly mode: string;
  readonly id: string;
  readonly size: number | undefined;
  readonly path: string;
}

/** Reads `git ls-tree -r -l -z` (git-ls-tree(1), OUTPUT FORMAT). Throws a plain Error for anything else. */
export function parseTreeListing(output: Buffer): readonly ListedObject[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [, mode, id, size, path] = treeLine.exec(line) ?? [];
      if (mode === undefined || id === undefined || path === undefined)
        throw new Error(`not a line of git ls-tree: ${JSON.stringify(line)}`);
      return { mode, id, size: /^\d+$/.test(size ?? "") ? Number(size) : undefined, path };
    });
}

/** The port's words for a listed object. `largerThan` stands in for the size of a blob that was not fetched. */
export function treeEntryOf(object: ListedObject, largerThan: number): TreeEntry {
  if (object.mode === "120000") return { kind: "symlink", path: object.path };
  if (object.mode === "160000") return { kind: "submodule", path: object.path };
  return {
    kind: "file",
    path: object.path,
    blob: object.id as BlobId,
    size: object.size ?? largerThan + 1,
    executable: object.mode === "100755",
  };
}

/** Reads `git ls-remote --heads`: branch name to commit id, as text. */
export function parseHeads(output: Buffer): ReadonlyMap<string, string> {
  const heads = new Map<string, string>();
  for (const line of output.toString("utf8").split("\n")) {
    const [, id, branch] = /^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/.exec(line) ?? [];
    if (id !== undefined && branch !== undefined) heads.set(branch, id);
  }
  return heads;
}

/** Reads `git cat-file --batch`: id to content; an object that is missing has no entry. */
export function parseBatch(output: Buffer): ReadonlyMap<BlobId, Uint8Array> {
  const contents = new Map<BlobId, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const lineEnd = output.indexOf("\n", at);
    if (lineEnd < 0) throw new Error("git cat-file ended in the middle of a line");
    const line = output.toString("utf8", at, lineEnd);
    at = lineEnd + 1;
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
    if (id === undefined) continue;
    contents.set(id as BlobId, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return contents;
}

const treeLine = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-|BAD)\t(.+)$/s;
