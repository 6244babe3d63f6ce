import type { LocatedYaml } from "../yaml/located-yaml.ts";
import type { FieldPath } from "./field-path.ts";

/** Something that could not be read as what its field wants. */
export interface ReadingFault {
  readonly code:
    | "wrong-type"
    | "out-of-range"
    | "duplicate-key"
    | "mutually-exclusive"
    | "invalid-enum-value";
  readonly at: FieldPath;
  readonly node: LocatedYaml;
  readonly message: string;
  /**
   * Whether Copilot stops at it even inside a two-form field. There it drops a value of the wrong type without a word;
   * here that becomes a warning (conformance README, "Peculiarities").
   */
  readonly stops: boolean;
}

/** A key that no field of its map has. */
export interface UnknownKey {
  readonly at: FieldPath;
  readonly name: string;
  readonly node: LocatedYaml;
  /** The keys that the map does have. */
  readonly known: readonly string[];
}

/** Everything noticed while a text is read into fields. Shapes add to it; it lives for one reading. */
export class Reading {
  faults: ReadingFault[] = [];
  /** Faults inside two-form fields, whose values are left out. */
  dropped: ReadingFault[] = [];
  unknownKeys: UnknownKey[] = [];

  fault(fault: ReadingFault): undefined {
    this.faults.push(fault);
    return undefined;
  }

  /** Reads with `read`; faults that it adds do not count yet and are handed back with the value. */
  attempt<T>(read: () => T): { readonly value: T; readonly faults: readonly ReadingFault[] } {
    const before = this.faults;
    this.faults = [];
    const value = read();
    const faults = this.faults;
    this.faults = before;
    return { value, faults };
  }
}
