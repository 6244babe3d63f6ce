/** What came of a person's decision: it is written down, and the next pass acts on it. */
export interface DecisionMade {
  readonly command: "approve" | "suspend" | "resume" | "retry" | "rollback" | "redeploy";
  readonly application: string;
  /** Absent: the whole application. */
  readonly environment?: string;
  readonly workload?: string;
  /** Sentences for people. */
  readonly messages: readonly string[];
  /** The commit that it is about, if any. */
  readonly commit?: string;
  /** How many steps were approved. */
  readonly steps?: number;
  /** Why, in the words of the person. */
  readonly reason?: string;
  /** When it ends by itself. */
  readonly until?: Date;
}
