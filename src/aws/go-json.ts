/**
 * JSON as Go's `encoding/json` writes it, which Copilot's records are in: compact, in the order of the keys, with the characters of HTML
 * as escapes. https://pkg.go.dev/encoding/json#Marshal
 */
export function goJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0"),
  );
}
