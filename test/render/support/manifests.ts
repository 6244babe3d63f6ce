import type { BackendService, ScheduledJob, WorkerService } from "../../../src/manifest/workload-manifest.ts";

/** What every task has when its manifest says nothing. */
const task = { cpu: 256, memory: 512, count: 1, network: { vpc: { placement: "public" } } };

/** The least that a Backend Service says, changed as a test needs. */
export function backendService(changes: Partial<BackendService> = {}): BackendService {
  const image = { location: "nginx", port: 8080 };
  return { type: "Backend Service", name: "api", image, ...task, ...changes };
}

/** The least that a Worker Service says, changed as a test needs. */
export function workerService(changes: Partial<WorkerService> = {}): WorkerService {
  return { type: "Worker Service", name: "mailer", image: { location: "nginx" }, ...task, ...changes };
}

/** The least that a Scheduled Job says, changed as a test needs. */
export function scheduledJob(changes: Partial<ScheduledJob> = {}): ScheduledJob {
  const on = { schedule: "@daily" };
  return { type: "Scheduled Job", name: "report", image: { location: "nginx" }, on, ...task, ...changes };
}
