import type { Sign } from "./sign.ts";
import type { StackStatus } from "./stack-status.ts";

/** A running operation at one look. */
export interface OperationLook {
  readonly at: Date;
  readonly status: StackStatus;
  /** When the operation began. */
  readonly since: Date;
  /** Every sign of failure so far. */
  readonly signs: readonly Sign[];
  /** Grows whenever something came nearer to its end: an event, a task that runs. Two of one operation can be compared. */
  readonly progress: number;
}

/** Who follows an operation. */
export interface OperationWatcher {
  /** How many of a failed container's last lines are to be read; 0 for none. */
  readonly logLines: number;
  /** Hears of each event once, in CloudFormation's and ECS's words. */
  tell(line: string): void;
  /** Sees each look at a running operation, and may end it; the next look waits for the answer. */
  see(look: OperationLook): Promise<void>;
}

/** What came of asking that an operation end. */
export type EarlyEnd =
  /** It goes back now, or is being deleted; `by` are the calls that did it. */
  | { readonly kind: "asked"; readonly by: readonly string[] }
  /** It goes back already, or is over. */
  | { readonly kind: "not-needed"; readonly status: StackStatus | "gone" };
