/** What was found: as it should be, lacking, optional and lacking, or not to be found out. */
export type CheckOutcome = "ok" | "missing" | "off" | "unknown";

/** What was looked at. */
export type CheckArea =
  | "aws"
  | "clock"
  | "records"
  | "buckets"
  | "roles"
  | "permissions"
  | "source"
  | "github"
  | "slack"
  | "page"
  | "hints"
  | "builds"
  | "approval";

/** One thing that `autoland doctor` looked at. */
export interface Check {
  readonly area: CheckArea;
  /** What it is about: an application, `application/environment`, or a system. */
  readonly subject: string;
  readonly outcome: CheckOutcome;
  readonly message: string;
  /** One line each, such as actions that are refused. */
  readonly details?: readonly string[];
  /** A command, or what to change, that mends it. */
  readonly remedy?: string;
}

/** The exit code of a checkup: 1 when anything is missing that Autoland cannot do without, else 0. */
export function checkupExitCode(checks: readonly Check[]): 0 | 1 {
  return checks.some(({ outcome }) => outcome === "missing") ? 1 : 0;
}
