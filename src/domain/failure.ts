/**
 * What follows a failure: `retry` soon with backoff; `wait` for something else and look again;
 * `stall` until a commit or a person changes something.
 */
export type Disposition = "retry" | "wait" | "stall";

/** A failure as data: a stable reason for machines, a sentence for people, and what a person can do. */
export interface Failure {
  readonly disposition: Disposition;
  /** PascalCase and stable: runbooks, alarms and tests name it. */
  readonly reason: string;
  /** Names the thing, the wrong value and what would be right. Never holds a secret or a whole template. */
  readonly message: string;
  /** The next command or edit, where there is one. */
  readonly remedy?: string;
}

/** The one error that Autoland throws on purpose. Anything else that reaches the loop is a bug. */
export class ReconcileError extends Error {
  override readonly name = "ReconcileError";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

/**
 * The failure inside an error: its own when it is a `ReconcileError`, else `InternalError` (a bug, retried with
 * backoff so that the other applications go on).
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof ReconcileError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return {
    disposition: "retry",
    reason: "InternalError",
    message: `unexpected error: ${message}`,
    remedy: "This is a fault of Autoland; please report it with the log lines around it.",
  };
}
