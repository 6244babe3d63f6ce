import type { Json } from "../../domain/template.ts";

/** Why an override cannot be applied; the codes are those of the conformance kit's README, section overrides. */
export interface OverrideFault {
  readonly code:
    | "invalid-patch-document"
    | "unsupported-operation"
    | "value-required"
    | "path-not-found"
    | "index-out-of-bounds"
    | "invalid-sequence-index"
    | "not-a-container"
    | "empty-template"
    | "empty-path"
    | "invalid-path-segment"
    | "list-does-not-exist";
  /** Which override failed, counted from 0; absent when the file as a whole is at fault. */
  readonly index?: number;
  /** The place in the template where it failed: a JSON pointer for patches, a dotted path for task definitions. */
  readonly path?: string;
  /** Names the override, the place and what would be right. */
  readonly message: string;
}

/** A document with all overrides applied, or the first fault; a fault applies none of them. */
export type OverrideResult =
  | { readonly kind: "applied"; readonly document: Json }
  | { readonly kind: "refused"; readonly fault: OverrideFault };

/** Thrown where an override fails; the functions that apply overrides turn it into a value. */
export class OverrideRefusal extends Error {
  override readonly name = "OverrideRefusal";
  readonly fault: OverrideFault;

  constructor(fault: OverrideFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Runs a function and turns the refusal that it may throw into a value. */
export function overrideResult(apply: () => Json): OverrideResult {
  try {
    return { kind: "applied", document: apply() };
  } catch (error) {
    if (error instanceof OverrideRefusal) return { kind: "refused", fault: error.fault };
    throw error;
  }
}
