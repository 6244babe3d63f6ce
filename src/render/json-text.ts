import type { Json } from "../domain/template.ts";

/** JSON text as Go's encoder writes it: `<`, `>` and `&` are escaped, so that equal values are equal texts. */
export function jsonText(value: Json): string {
  return JSON.stringify(value)
    .replaceAll("&", String.raw`\u0026`)
    .replaceAll("<", String.raw`\u003c`)
    .replaceAll(">", String.raw`\u003e`);
}
