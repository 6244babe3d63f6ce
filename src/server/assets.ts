import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** A file that pages refer to. Its path has its content's hash, so that it may be kept for good. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** The two files of the page. */
export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
}

/** Reads the page's files from beside this one. */
export async function loadAssets(): Promise<Assets> {
  const [style, script] = await Promise.all([
    asset("style.css", "text/css; charset=utf-8"),
    asset("live.js", "text/javascript; charset=utf-8"),
  ]);
  return { style, script };
}

async function asset(name: string, type: string): Promise<Asset> {
  const text = await readFile(new URL(`assets/${name}`, import.meta.url), "utf8");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { path: `/assets/${hash}/${name}`, type, text };
}
