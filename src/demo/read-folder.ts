import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** The text files at or below a folder, by path from it; links, and what is not UTF-8, are left out. */
export async function readFolder(root: string, below = ""): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(path.join(root, below))).toSorted()) {
    const relative = below === "" ? name : `${below}/${name}`;
    if (relative === ".git" || relative === "node_modules") continue;
    const facts = await lstat(path.join(root, relative));
    if (facts.isDirectory())
      for (const [file, text] of await readFolder(root, relative)) found.set(file, text);
    else if (facts.isFile()) {
      const text = decode(await readFile(path.join(root, relative)));
      if (text !== undefined) found.set(relative, text);
    }
  }
  return found;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
