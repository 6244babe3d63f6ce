import { createHash } from "node:crypto";

/** CloudFront's names may have 64 characters: 58 of the text, and 6 of its hash. */
const kept = 58;
const hashed = 6;

/**
 * A name for CloudFront of at most 64 characters that stays apart from others: a longer one is cut, and the beginning
 * of its SHA-256 takes the place of the rest (copilot-model.md 2.7).
 */
export function boundedName(name: string): string {
  if (name.length <= kept) return name;
  return name.slice(0, kept) + createHash("sha256").update(name).digest("hex").slice(0, hashed);
}
