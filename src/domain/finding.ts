/** Where in the repository something stands. Line and column count from 1. */
export interface Place {
  /** Path from the repository's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, or worth knowing, in a file that a person wrote. */
export interface Finding {
  /** Kebab-case and stable; the codes of faults are those of the conformance kit's README. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly place: Place;
  /** The field, as `a.b[0].c` or `a[key]`; the empty string for the whole document. */
  readonly field: string;
  /** A sentence that names the field, the wrong value and what would be right. */
  readonly message: string;
  /** The wrong value as it is written, cut to a readable length; absent for a missing field. */
  readonly value?: string;
  /** What to do about it, where the message does not already say so. */
  readonly remedy?: string;
}
