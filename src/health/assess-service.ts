import type { RunningService } from "../domain/cloud.ts";
import type { Observed } from "../domain/observed.ts";
import type { HealthStatus } from "../domain/report.ts";

/** How an ECS service is, in one word and one sentence. A workload without a service (a job) is healthy as long as its stack is. */
export function assessService(service: Observed<RunningService>): {
  readonly status: HealthStatus;
  readonly message: string;
} {
  if (service.kind === "unreadable") return { status: "Unknown", message: service.failure.message };
  if (service.kind === "absent") return { status: "Healthy", message: "no service runs all the time" };
  const { status, desiredCount, runningCount, rolloutState, rolloutReason } = service.value;
  if (status === "INACTIVE" || status === "DRAINING")
    return { status: "Missing", message: "its ECS service was deleted outside of its stack" };
  const tasks = `${runningCount} of ${desiredCount} tasks run`;
  if (rolloutState === "FAILED")
    return { status: "Degraded", message: `the last rollout failed; ${rolloutReason ?? tasks}` };
  if (rolloutState === "IN_PROGRESS")
    return { status: "Progressing", message: `a rollout is under way; ${tasks}` };
  if (desiredCount === 0) return { status: "Suspended", message: "scaled to zero" };
  return runningCount < desiredCount
    ? { status: "Degraded", message: tasks }
    : { status: "Healthy", message: tasks };
}
