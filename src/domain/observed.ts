import type { Failure } from "./failure.ts";

/**
 * One thing that was looked for. Absent and unreadable differ on purpose: what could not be read must never be
 * taken for something that is not there.
 */
export type Observed<T> =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly failure: Failure }
  | { readonly kind: "present"; readonly value: T };

/** A thing that was looked for and is not there. */
export const absent = { kind: "absent" } as const;

/** A thing that was looked for and found. */
export function present<T>(value: T): { readonly kind: "present"; readonly value: T } {
  return { kind: "present", value };
}

/** A thing that could not be looked at, and why. */
export function unreadable(failure: Failure): { readonly kind: "unreadable"; readonly failure: Failure } {
  return { kind: "unreadable", failure };
}
