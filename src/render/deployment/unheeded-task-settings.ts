import type { ScheduledJob, WorkerService } from "../../manifest/workload-manifest.ts";
import type { RenderFault } from "../refusal.ts";

/** What a Worker Service's manifest says of its shared queue and Copilot passes over. */
export function unheededByWorker({ subscribe }: WorkerService): readonly RenderFault[] {
  if (subscribe?.queue === undefined || subscribe.topics !== undefined) return [];
  return [
    {
      code: "queue-without-topics",
      field: "subscribe.queue",
      message: "subscribe.queue has no effect without subscribe.topics; the queue has SQS's own settings.",
      remedy: "Add subscribe.topics, an empty list if there are none.",
    },
  ];
}

/** What a Scheduled Job's manifest says that only services have. */
export function unheededByJob({ exec, network }: ScheduledJob): readonly RenderFault[] {
  return [
    ...(exec === undefined || exec === false ? [] : [execOfJob]),
    ...(network.vpc?.security_groups?.deny_default === true ? [defaultGroupOfJob] : []),
    ...(network.connect === undefined || network.connect === false ? [] : [connectOfJob]),
  ];
}

const execOfJob: RenderFault = {
  code: "exec-of-job",
  field: "exec",
  message: "exec has no effect; a job's tasks cannot be entered with ECS Exec.",
};

const defaultGroupOfJob: RenderFault = {
  code: "default-security-group-of-job",
  field: "network.vpc.security_groups.deny_default",
  message:
    "network.vpc.security_groups.deny_default has no effect; a job's tasks are always in the environment's security group.",
};

const connectOfJob: RenderFault = {
  code: "service-connect-of-job",
  field: "network.connect",
  message: "network.connect has no effect; only services have Service Connect.",
};
