/** What the operator wants done in an environment about a change that fails, and about stacks that are stuck. Times in milliseconds. */
export interface FailurePolicy {
  /** Whether a running change that fails is ended before CloudFormation gives it up. */
  readonly end: boolean;
  /** So many tasks that stopped for the same reason end a change. */
  readonly tasks: number;
  /** A change that takes longer is ended. */
  readonly deadline: number;
  /** A change in which nothing has moved for so long is ended. */
  readonly noProgress: number;
  /** Whether a stack whose first creation failed, and that holds nothing, is deleted so that it can be made again. */
  readonly recreate: boolean;
  /** Whether a rollback that failed is continued once, without skipping anything, when what stopped it has passed or is mended. */
  readonly continueRollback: boolean;
  /** How many of a failed container's last log lines are read; they may hold what cannot be redacted. */
  readonly logLines: number;
}

/** What holds where the configuration says nothing. CloudFormation itself waits three hours for a service that does not come up. */
export const defaultFailurePolicy: FailurePolicy = {
  end: true,
  tasks: 3,
  deadline: 2 * 3_600_000,
  noProgress: 30 * 60_000,
  recreate: true,
  continueRollback: true,
  logLines: 0,
};
