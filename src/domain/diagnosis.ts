/** Why a change fails, or failed. */
export interface Diagnosis {
  /** PascalCase and stable: docs/failures.md has a row for each. */
  readonly reason: string;
  /** The thing at fault: an image's address, a secret's name, a container, a logical id. */
  readonly resource: string;
  /** One sentence without AWS's words. */
  readonly message: string;
  /** The next command or edit. */
  readonly remedy: string;
  /** AWS's words, shortened. */
  readonly words: string;
  /** When the first sign of it showed. */
  readonly since: Date;
  /** How many signs say the same. */
  readonly seen: number;
  /** How many tasks it has stopped. */
  readonly tasks: number;
}

/** Where something fails: what remedies name in their commands. */
export interface Scene {
  readonly application: string;
  readonly environment: string;
  /** Absent for an environment's own stack. */
  readonly workload?: string;
  readonly region: string;
  readonly stack: string;
}
