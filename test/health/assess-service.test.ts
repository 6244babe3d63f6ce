import { expect, test } from "vitest";
import type { RunningService } from "../../src/domain/cloud.ts";
import { absent, type Observed, present, unreadable } from "../../src/domain/observed.ts";
import type { HealthStatus } from "../../src/domain/report.ts";
import { assessService } from "../../src/health/assess-service.ts";

function running(changes: Partial<RunningService>): Observed<RunningService> {
  return present({
    status: "ACTIVE",
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    rolloutState: "COMPLETED",
    ...changes,
  });
}

test.each<[string, Observed<RunningService>, HealthStatus, string]>([
  ["a service with all of its tasks is healthy", running({}), "Healthy", "2 of 2 tasks run"],
  ["a workload without a service is healthy with its stack", absent, "Healthy", "no service"],
  [
    "a service that could not be read is unknown, in AWS's words",
    unreadable({ disposition: "stall", reason: "AccessDenied", message: "not allowed" }),
    "Unknown",
    "not allowed",
  ],
  ["a service that lacks tasks is degraded", running({ runningCount: 1 }), "Degraded", "1 of 2 tasks"],
  [
    "a rollout under way is progress, though tasks are lacking",
    running({ rolloutState: "IN_PROGRESS", runningCount: 1 }),
    "Progressing",
    "rollout is under way",
  ],
  [
    "a rollout that failed is degraded with ECS's reason, though all tasks run",
    running({ rolloutState: "FAILED", rolloutReason: "circuit breaker" }),
    "Degraded",
    "circuit breaker",
  ],
  [
    "a service scaled to zero is suspended",
    running({ desiredCount: 0, runningCount: 0 }),
    "Suspended",
    "zero",
  ],
  [
    "a service that was deleted by hand is missing",
    running({ status: "INACTIVE", desiredCount: 0, runningCount: 0 }),
    "Missing",
    "deleted outside",
  ],
  [
    "a service that is being deleted is missing",
    running({ status: "DRAINING" }),
    "Missing",
    "deleted outside",
  ],
])("%s", (_name, service, status, words) => {
  const health = assessService(service);
  expect(health.status).toBe(status);
  expect(health.message).toContain(words);
});
