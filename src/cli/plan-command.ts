import type { Plan } from "../domain/plan.ts";
import { type ExitCode, planExitCode, worstExitCode } from "../report/exit-code.ts";
import { planJson } from "../report/plan-json.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import { planText } from "../report/plan-text.ts";
import { type Console, writeJsonOf } from "./console.ts";

/** Prints plans. Exit code 3 when anything is to be done or held. */
export function printPlans(console: Console, plans: readonly Plan[], format: "text" | "markdown"): ExitCode {
  if (console.json) writeJsonOf(console, plans.map(planJson));
  else if (format === "markdown") for (const plan of plans) console.out(planMarkdown(plan));
  else for (const plan of plans) console.out(planText(plan, console.paint));
  return worstExitCode(plans.map(planExitCode));
}
