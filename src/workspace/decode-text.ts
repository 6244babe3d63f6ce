/** A file's bytes as text, or the line (from 1) of the first byte that is not UTF-8. */
export type DecodedText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "not-utf-8"; readonly line: number };

/** Decodes UTF-8 strictly and drops a byte order mark at the beginning. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = decode(bytes);
  if (text !== undefined) return { kind: "text", text };
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const lineEnd = bytes.indexOf(newline, start);
    const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
    if (decode(bytes.subarray(start, next)) === undefined) break;
    start = next;
  }
  return { kind: "not-utf-8", line };
}

const newline = 0x0a;

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
