import type { Purpose } from "./errand.ts";

/** A request that left the process, and how it was answered; for figures and budgets. Nothing of its content is in it. */
export interface CallMade {
  readonly system: "aws" | "github" | "slack";
  /** Of AWS, such as `cloudformation`; `rest` for GitHub, `web` for Slack. */
  readonly service: string;
  readonly operation: string;
  readonly result: "ok" | "error";
  /** Whether it was refused for coming too often. */
  readonly throttled: boolean;
  /** What it was made for, and how long it had waited for its turn in the budget, in milliseconds; where there is a budget. */
  readonly purpose?: Purpose;
  readonly waited?: number;
}
