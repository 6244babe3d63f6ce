import type { DecisionMade } from "../../domain/decision-made.ts";
import { type Target, targetText } from "../../domain/target.ts";
import type { Desk } from "./desk.ts";

/** Asks for new tasks of the same definition: of one service, or of all services of an environment. */
export async function redeploy(desk: Desk, target: Target, signal: AbortSignal): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  const { application } = subject;
  await records.record(application, { kind: "redeployment", ...target, at: eyes.clock.now() }, signal);
  return {
    command: "redeploy",
    application,
    ...target,
    messages: [
      `services of ${targetText(target)} get new tasks with the next pass, once; they read secrets and parameters anew`,
    ],
  };
}
