import { createHash } from "node:crypto";
import { sha256 } from "../template/digest.ts";
import { zipArchive } from "../zip/zip-archive.ts";
import type { CommitFile } from "./commit-files.ts";

/** What is uploaded for a file or folder, and the hash that names it. */
export interface PackedFiles {
  readonly hash: string;
  readonly content: Uint8Array;
}

/** A file as it is, named by its content. */
export function packAsIs({ content }: CommitFile): PackedFiles {
  return { hash: sha256(content), content };
}

/**
 * Files as a zip archive, with names relative to `folder`, or the base name of a single file. The hash is Copilot's, over names,
 * permissions and contents in the order of a walk (copilot-model.md 3.1): what a checkout with the usual umask gave Copilot has the
 * same name here, whatever the bytes of the archive.
 */
export function packZip(files: readonly CommitFile[], folder: string): PackedFiles {
  const entries = files
    .map(({ path, executable, content }) => ({ name: nameBelow(folder, path), executable, content }))
    .toSorted((left, right) => compareAsWalked(left.name, right.name));
  const hash = createHash("sha256");
  for (const { name, executable, content } of entries) {
    hash.update(`${name} ${executable ? "-rwxr-xr-x" : "-rw-r--r--"}`).update(content);
  }
  return { hash: hash.digest("hex"), content: zipArchive(entries) };
}

function nameBelow(folder: string, path: string): string {
  if (path === folder) return path.slice(path.lastIndexOf("/") + 1);
  return folder === "" ? path : path.slice(folder.length + 1);
}

/** A walk sorts the names in each folder, so that `a/x` comes before `a.b`, which the order of whole paths turns around. */
function compareAsWalked(left: string, right: string): number {
  const [a, b] = [left.split("/"), right.split("/")];
  const at = a.findIndex((part, index) => part !== b[index]);
  const [first = "", second = ""] = [a[at], b[at]];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
