import type { ScheduledJob, WorkerService, WorkloadManifest } from "../../manifest/workload-manifest.ts";
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

/** A map switches ECS Exec on whatever it holds (copilot-model.md 2.7); of a job nothing does. */
export function execAnyway(manifest: WorkloadManifest): readonly RenderFault[] {
  if (!("exec" in manifest) || manifest.type === "Scheduled Job") return [];
  const { exec } = manifest;
  if (typeof exec !== "object" || exec.enable !== false) return [];
  return [
    {
      code: "exec-anyway",
      field: "exec.enable",
      message:
        "exec.enable: false does not switch ECS Exec off; a map of exec switches it on, whatever it holds.",
      remedy: "Write exec: false.",
    },
  ];
}

/**
 * Copilot writes a secret's ARN without quotes, and one that ends in `:`, as those with a JSON key do, makes a text that is no YAML. It is
 * written as text.
 */
export function brokenSecretArns(manifest: WorkloadManifest): readonly RenderFault[] {
  if (!("secrets" in manifest) || manifest.secrets === undefined) return [];
  return Object.entries(manifest.secrets).flatMap(([name, secret]) => {
    if (secret.kind !== "text" || !secret.text.endsWith(":")) return [];
    const field = `secrets[${name}]`;
    return [
      {
        code: "secret-arn-ends-in-colon",
        field,
        message: `${field}: Copilot itself makes a template of this that cannot be read; it is deployed as it is written here.`,
      },
    ];
  });
}
