/** Why addons cannot be merged; the codes are those of the conformance kit's README, section overrides. */
export interface AddonsFault {
  readonly code:
    | "addons-not-found"
    | "conflicting-metadata"
    | "conflicting-parameter"
    | "conflicting-mapping"
    | "conflicting-condition"
    | "conflicting-resource"
    | "conflicting-output"
    | "multiple-parameter-files"
    | "parameters-section-missing"
    | "reserved-parameter"
    | "required-parameter-missing"
    | "parameter-without-value"
    | "unneeded-parameter"
    | "unreadable-file"
    | "invalid-template"
    | "resources-not-a-map"
    | "resource-type-missing"
    | "outputs-not-a-map"
    | "output-value-missing";
  /** The logical id, parameter or mapping key (`Map.Key`) that is at fault. */
  readonly key?: string;
  /** Path of the file to look at, as it was given. */
  readonly file?: string;
  /** Line and column in that file, counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** Names the file, the key and what would be right. */
  readonly message: string;
}

/** Thrown where addons are at fault; the functions that read them turn it into a value. */
export class AddonsRefusal extends Error {
  override readonly name = "AddonsRefusal";
  readonly fault: AddonsFault;

  constructor(fault: AddonsFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** What an `addons` function comes to. */
export type AddonsResult<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "refused"; readonly fault: AddonsFault };

/** Runs a function and turns the refusal that it may throw into a value. */
export function addonsResult<Value>(compute: () => Value): AddonsResult<Value> {
  try {
    return { kind: "ok", value: compute() };
  } catch (error) {
    if (error instanceof AddonsRefusal) return { kind: "refused", fault: error.fault };
    throw error;
  }
}
