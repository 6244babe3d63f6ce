import type { Records } from "../../domain/records.ts";
import type { Eyes } from "../eyes.ts";
import type { Subject } from "../subject.ts";

/** What a decision needs: who looks, and who writes it down. */
export interface Desk {
  readonly eyes: Eyes;
  readonly records: Records;
  /** With all environments of the configuration. */
  readonly subject: Subject;
}
