import { ReconcileError } from "../domain/failure.ts";
import { approve } from "../reconcile/decisions/approve.ts";
import type { Desk } from "../reconcile/decisions/desk.ts";
import { resume } from "../reconcile/decisions/resume.ts";
import { retry } from "../reconcile/decisions/retry.ts";
import { rollback } from "../reconcile/decisions/rollback.ts";
import { suspend } from "../reconcile/decisions/suspend.ts";
import type { DecisionMade } from "../domain/decision-made.ts";
import type { Waker } from "../reconcile/sync-queue.ts";
import type { Act, Perform } from "../server/acts.ts";
import type { OpenApplication } from "./open-application.ts";

/** What people decide on the page is what they decide on the command line, signed with their login; then it is looked at at once. */
export function performActs(applications: readonly OpenApplication[], waker: Waker): Perform {
  return async (act, login, signal) => {
    const application = applications.find(({ subject }) => subject.application === act.application);
    const rule = application?.subject.environments.find(({ environment }) => environment === act.environment);
    if (application === undefined || rule === undefined)
      throw new ReconcileError({
        disposition: "stall",
        reason: "UnknownName",
        message: `the configuration has no environment ${act.environment} of ${act.application}`,
      });
    const { eyes, hands, subject } = application;
    const made = await decide({ eyes, records: hands.records, subject, login }, act, signal);
    hands.log.info({ command: act.kind, login, environment: act.environment }, "decided on the page");
    waker.wake(act.application);
    return made.messages;
  };
}

function decide(desk: Desk, act: Act, signal: AbortSignal): Promise<DecisionMade> {
  const { environment } = act;
  const what = { kind: "target", environment } as const;
  switch (act.kind) {
    case "approve":
      return approve(desk, { environment, plan: act.plan, classes: [] }, signal);
    case "suspend": {
      const { reason, hours } = act;
      const until =
        hours === undefined ? {} : { until: new Date(desk.eyes.clock.now().getTime() + hours * 3_600_000) };
      return suspend(desk, { what, reason, owner: desk.login ?? "", ...until }, signal);
    }
    case "resume":
      return resume(desk, { what }, signal);
    case "rollback":
      return rollback(desk, { environment, commit: act.commit, reason: act.reason }, signal);
    case "retry":
      return retry(desk, { environment, workload: act.workload }, signal);
  }
}
