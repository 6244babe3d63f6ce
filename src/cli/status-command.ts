import { type ExitCode, planExitCode, worstExitCode } from "../report/exit-code.ts";
import { statusJson } from "../report/plan-json.ts";
import { type Status, statusText } from "../report/status-text.ts";
import { type Console, writeJsonOf } from "./console.ts";

/** Prints where each environment stands. Exit code 3 when one is not at its commit. */
export function printStatus(console: Console, looks: readonly Status[]): ExitCode {
  if (console.json) writeJsonOf(console, looks.map(statusJson));
  else for (const look of looks) console.out(statusText(look, console.paint));
  return worstExitCode(looks.map((look) => planExitCode(look.plan)));
}
