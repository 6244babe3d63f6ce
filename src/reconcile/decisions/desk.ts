import type { Records, Signed } from "../../domain/records.ts";
import type { Eyes } from "../eyes.ts";
import type { Subject } from "../subject.ts";

/** What a decision needs: who looks, and who writes it down. */
export interface Desk {
  readonly eyes: Eyes;
  readonly records: Records;
  /** With all environments of the configuration. */
  readonly subject: Subject;
  /** Who decides, for a decision made on the page. */
  readonly login?: string;
}

/** What a decision made at this desk is signed with. */
export function signature({ login }: Desk): Signed {
  return login === undefined ? {} : { login };
}
