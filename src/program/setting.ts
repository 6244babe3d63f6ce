import type { Logger } from "pino";
import type { ClientDefaults } from "../aws/sessions.ts";
import type { GitHubAllowances } from "../github/allowance.ts";
import type { Console } from "../cli/console.ts";
import type { Clock } from "../domain/clock.ts";

/** What a command runs in. */
export interface Setting {
  readonly console: Console;
  readonly log: Logger;
  readonly clock: Clock;
  readonly clients: ClientDefaults;
  readonly cacheFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What is known of GitHub's limits; each command's own when absent. */
  readonly allowances?: GitHubAllowances;
  readonly signal: AbortSignal;
}
