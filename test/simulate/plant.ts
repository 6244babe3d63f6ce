import { registerHooks } from "node:module";
import type { Edit, Plant } from "./plants.ts";

/** Puts a fault into the product: from now on its files are loaded with it. Throws when a text is not there any more. */
export function plant({ name, edits }: Plant): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const own = edits.filter(({ file }) => url === new URL(`../../src/${file}`, import.meta.url).href);
      if (own.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
      const { source } = loaded;
      const text = typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString();
      return { ...loaded, source: own.reduce((before, edit) => edited(name, before, edit), text) };
    },
  });
}

function edited(name: string, source: string, { file, text, instead }: Edit): string {
  const parts = source.split(text);
  if (parts.length !== 2)
    throw new Error(
      `the plant ${name} looks for a text that stands in src/${file} ${parts.length - 1} times`,
    );
  return parts.join(instead);
}
