import type { FieldPath } from "./field-path.ts";

/** A value that could be read but may not stand, or that stands and surprises. */
export interface Remark {
  readonly code: string;
  readonly at: FieldPath;
  /** A sentence that names the field, the wrong value and what would be right. */
  readonly message: string;
  readonly remedy?: string;
}

/** Takes what checks find. */
export type Report = (remark: Remark) => void;

/** Words as a sentence lists them: `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
