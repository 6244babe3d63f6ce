import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { generatedPages } from "./generated-pages.ts";

/** Writes every generated page; `npm run -s docs`. */
for (const [file, text] of generatedPages()) {
  const target = new URL(`../../${file}`, import.meta.url).pathname;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}
