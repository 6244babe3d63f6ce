import type { StackEventSign } from "./sign.ts";

/** How a stack came to stand in a status in which it takes no change; read only of those. */
export interface StackTrouble {
  /** When it came to stand so. */
  readonly at: Date;
  /** The client token of what brought it there. */
  readonly token?: string;
  /** What failed since the operation last turned: for a rollback that failed, what it failed by. */
  readonly signs: readonly StackEventSign[];
  /** Whether the stack was ever complete. */
  readonly wasComplete: boolean;
  /** Logical ids of what a deletion left where it is. */
  readonly kept: readonly string[];
}
