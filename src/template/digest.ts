import { createHash } from "node:crypto";
import type { Json } from "../domain/template.ts";
import { canonicalJson } from "./canonical-json.ts";

/** SHA-256 of bytes, or of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a value's canonical JSON: the same for equal values, whatever the order of their keys. */
export function digestOf(value: Json): string {
  return sha256(canonicalJson(value));
}
