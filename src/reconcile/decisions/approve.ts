import type { DecisionMade } from "../../domain/decision-made.ts";
import { ReconcileError } from "../../domain/failure.ts";
import type { EnvironmentPlan } from "../../domain/plan.ts";
import { stepsToApprove } from "../../domain/word-needed.ts";
import { approvalsOf } from "../../promotion/approvals.ts";
import { look } from "../look.ts";
import { type Desk, signature } from "./desk.ts";

/** What is approved. */
export interface ApproveRequest {
  readonly environment: string;
  /** At least the first digits of the environment's plan, or of the whole application's. */
  readonly plan: string;
  /** A week from now when absent. */
  readonly until?: Date;
  readonly classes: readonly string[];
}

/** How long an approval lasts when nothing is said: a week, in milliseconds. */
const usual = 7 * 86_400_000;

/**
 * Approves the steps of a plan. The plan is made anew, and must be the one that the person has seen: a plan that has changed meanwhile is
 * refused with `PlanChanged`. Whether the person may approve is judged when the steps are to be carried out.
 */
export async function approve(
  desk: Desk,
  request: ApproveRequest,
  signal: AbortSignal,
): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  const { environment } = request;
  const seen = await look(eyes, subject, signal);
  const plan = seen.plan.environments.find((each) => each.environment === environment);
  if (plan === undefined) throw new Error(`${environment} is not in the configuration`);
  refuseOthers(plan, seen.plan.digest, request);
  const now = eyes.clock.now();
  const until = request.until ?? new Date(now.getTime() + usual);
  if (until <= now)
    throw refusal(
      "UntilPast",
      `${until.toISOString()} has passed already`,
      "Name a later moment with --until.",
    );
  const steps = stepsToApprove(plan);
  const approvals = approvalsOf({ ...plan, steps }, { at: now, until, classes: request.classes });
  for (const approval of approvals)
    await records.record(subject.application, { kind: "approval", ...approval, ...signature(desk) }, signal);
  const commit = plan.revision?.commit;
  return {
    command: "approve",
    application: subject.application,
    environment,
    steps: steps.length,
    until,
    ...(commit === undefined ? {} : { commit }),
    messages: [
      `${steps.length} ${steps.length === 1 ? "step" : "steps"} of ${environment} may be carried out until ${until.toISOString()}`,
    ],
  };
}

function refuseOthers(plan: EnvironmentPlan, whole: string, request: ApproveRequest): void {
  const { environment, mode, digest } = plan;
  const waiting = stepsToApprove(plan);
  if (mode !== "approve" && waiting.length === 0)
    throw refusal(
      "NothingToApprove",
      `the mode of ${environment} is ${mode}, and nothing there waits for an approval`,
      "Nothing has to be approved there.",
    );
  if (!digest.startsWith(request.plan) && !whole.startsWith(request.plan))
    throw refusal(
      "PlanChanged",
      `${request.plan} is not the plan for ${environment}; it is ${digest.slice(0, 16)} now`,
      `Look at it, and approve what you see: autoland plan --environment ${environment}`,
    );
  if (waiting.length === 0)
    throw refusal(
      "NothingToApprove",
      `the plan for ${environment} has no steps that wait for an approval`,
      `autoland status ${environment} says what is held, and why`,
    );
}

function refusal(reason: string, message: string, remedy: string): ReconcileError {
  return new ReconcileError({ disposition: "stall", reason, message, remedy });
}
