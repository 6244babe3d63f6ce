import { registerHooks } from "node:module";
import { type Plant } from "./plants.ts";

/** Puts a fault into the product: from now on its file is loaded with it. Throws when the file's text is not as it was. */
export function plant({ name, file, text, instead }: Plant): void {
  const address = new URL(`../../src/${file}`, import.meta.url).href;
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (url !== address) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      return { ...loaded, source: planted(source, { name, file, text, instead }) };
    },
  });
}

/** A file's text with the fault in it. */
function planted(source: string, { name, file, text, instead }: Omit<Plant, "statement" | "does">): string {
  const parts = source.split(text);
  if (parts.length !== 2)
    throw new Error(
      `the plant ${name} looks for a text that stands in src/${file} ${parts.length - 1} times`,
    );
  return parts.join(instead);
}
