/** A request that left the process, and how it was answered; for figures and budgets. Nothing of its content is in it. */
export interface CallMade {
  readonly system: "aws" | "github" | "slack";
  /** Of AWS, such as `cloudformation`; `rest` for GitHub, `web` for Slack. */
  readonly service: string;
  readonly operation: string;
  readonly result: "ok" | "error";
  /** Whether it was refused for coming too often. */
  readonly throttled: boolean;
}
