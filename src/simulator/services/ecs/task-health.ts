import type { CallContext } from "../../kernel/service.ts";
import type { Service, Task, TaskDefinition } from "./ecs-state.ts";
import { behaviourOf, isHealthChecked, type TaskEnd } from "./launch-task.ts";

/** What is to happen to a running task. */
export type Verdict =
  | { readonly kind: "wait" }
  | { readonly kind: "healthy" }
  | { readonly kind: "stop"; readonly why: TaskEnd; readonly event?: string };

/** Seconds until a first health check passed, and until enough failed. */
const checkSeconds = 20;
const failingSeconds = 60;

/** Judges a running task by how its containers behave and how long it has run. */
export function verdictOn(
  context: CallContext,
  task: Task,
  { service, definition }: { readonly service: Service; readonly definition: TaskDefinition },
): Verdict {
  const seconds = (context.now.getTime() - (task.startedAt ?? context.now).getTime()) / 1000;
  const { container, behaviour } = behaviourOf(context, definition);
  const checked = isHealthChecked(service, definition);
  const grace = service.settings.healthCheckGracePeriodSeconds ?? 0;
  switch (behaviour.kind) {
    case "healthy":
      return healthyAfter(seconds, checked ? checkSeconds : 0, task);
    case "slow":
      if (checked && behaviour.seconds > grace + failingSeconds) {
        return seconds >= grace + failingSeconds ? failedCheck(service, task) : { kind: "wait" };
      }
      return healthyAfter(seconds, behaviour.seconds, task);
    case "unhealthy":
      if (!checked) return healthyAfter(seconds, 0, task);
      return seconds >= grace + failingSeconds ? failedCheck(service, task) : { kind: "wait" };
    case "exits":
      return exited(container, behaviour.code);
    case "out-of-memory":
      return exited(container, 137, "OutOfMemoryError: Container killed due to memory usage");
    case "crashes-later":
      return seconds >= behaviour.seconds ? exited(container, 1) : healthyAfter(seconds, 0, task);
  }
}

function healthyAfter(seconds: number, wanted: number, task: Task): Verdict {
  return seconds >= wanted && task.healthStatus !== "HEALTHY" ? { kind: "healthy" } : { kind: "wait" };
}

function exited(container: string, code: number, reason?: string): Verdict {
  return {
    kind: "stop",
    why: {
      code: "EssentialContainerExited",
      reason: "Essential container in task exited",
      exit: { container, code, ...(reason === undefined ? {} : { reason }) },
    },
  };
}

function failedCheck(service: Service, task: Task): Verdict {
  const [balanced] = service.settings.loadBalancers ?? [];
  const id = task.arn.split("/").at(-1);
  if (balanced?.targetGroupArn === undefined) {
    const reason = "Task failed container health checks";
    return {
      kind: "stop",
      why: { code: "ServiceSchedulerInitiated", reason },
      event: `(task ${id}) failed container health checks.`,
    };
  }
  return {
    kind: "stop",
    why: {
      code: "ServiceSchedulerInitiated",
      reason: `Task failed ELB health checks in (target-group ${balanced.targetGroupArn})`,
    },
    event: `(port ${balanced.containerPort}) is unhealthy in (target-group ${balanced.targetGroupArn}) due to (reason Health checks failed).`,
  };
}
