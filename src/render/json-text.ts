import { sortedEntries } from "./sorted.ts";

/**
 * JSON text of a map of texts as Go's encoder writes it: keys in the order of their characters (an object of this
 * language would put numbers first), and `<`, `>` and `&` escaped, so that equal maps are equal texts.
 */
export function jsonText(map: Readonly<Record<string, string>>): string {
  const members = sortedEntries(map).map(([key, value]) => `${quoted(key)}:${quoted(value)}`);
  return `{${members.join(",")}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text)
    .replaceAll("&", String.raw`\u0026`)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll(">", String.raw`\u003e`);
}
