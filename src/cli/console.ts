import type { Paint } from "../report/paint.ts";

/** Where a command writes: data to one place, everything else to the other. */
export interface Console {
  /** Data: standard output. */
  readonly out: (text: string) => void;
  /** Everything that is said about it: standard error. */
  readonly err: (text: string) => void;
  readonly paint: Paint;
  readonly json: boolean;
}

/** Writes a value as JSON that a person can read too. */
export function writeJson(console: Console, value: object): void {
  console.out(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes several applications' answers: one object, or a list of them. */
export function writeJsonOf(console: Console, values: readonly object[]): void {
  const [only] = values;
  writeJson(console, values.length === 1 && only !== undefined ? only : values);
}
