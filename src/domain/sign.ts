/**
 * One thing that AWS showed while a stack was changing: raw material of a diagnosis, in AWS's own words. It may quote what a manifest
 * or a container's log holds, so it is shortened before it is told.
 */
export type Sign =
  | StackEventSign
  | StoppedTaskSign
  | ServiceEventSign
  | RolloutSign
  | UnhealthyTargetSign
  | LogLineSign
  | RefusalSign;

/** A resource of the stack, or of a stack below it, that failed. */
export interface StackEventSign {
  readonly kind: "stack-event";
  readonly at: Date;
  /** Logical ids from the root stack down; the stack itself has none. */
  readonly resource: readonly string[];
  readonly type: string;
  /** A status that ends in `_FAILED`, or that of a stack which goes back. */
  readonly status: string;
  readonly reason: string;
}

/** A task of the workload's service that ended. */
export interface StoppedTaskSign {
  readonly kind: "stopped-task";
  readonly at: Date;
  /** The task's id, without the rest of its ARN. */
  readonly task: string;
  readonly service: string;
  /** Seconds that it ran; absent when it never started. */
  readonly ran?: number;
  readonly stopCode: string;
  readonly reason: string;
  readonly containers: readonly StoppedContainer[];
}

/** A container of a task that ended. */
export interface StoppedContainer {
  readonly name: string;
  readonly image: string;
  readonly exitCode?: number;
  readonly reason?: string;
  /** What its own health check said last: HEALTHY, UNHEALTHY or UNKNOWN. */
  readonly health: string;
}

/** A sentence of ECS's service scheduler. */
export interface ServiceEventSign {
  readonly kind: "service-event";
  readonly at: Date;
  readonly service: string;
  readonly message: string;
}

/** A rollout that ECS has given up. */
export interface RolloutSign {
  readonly kind: "rollout";
  readonly at: Date;
  readonly service: string;
  readonly reason: string;
}

/** A target that its load balancer does not find healthy. */
export interface UnhealthyTargetSign {
  readonly kind: "unhealthy-target";
  readonly at: Date;
  readonly targetGroup: string;
  readonly target: string;
  /** ELB's code, such as `Target.ResponseCodeMismatch`. */
  readonly reason: string;
  readonly description: string;
}

/** One of the last lines that a container wrote; read only where the operator allowed it. */
export interface LogLineSign {
  readonly kind: "log-line";
  readonly at: Date;
  readonly container: string;
  readonly text: string;
}

/** A call that AWS refused. */
export interface RefusalSign {
  readonly kind: "refusal";
  readonly at: Date;
  /** What Autoland was doing, for people. */
  readonly doing: string;
  readonly code: string;
  readonly message: string;
}

/** A sign's text as AWS wrote it; of a task all that it and its containers say. */
export function wordsOf(sign: Sign): string {
  switch (sign.kind) {
    case "stack-event":
    case "rollout":
      return sign.reason;
    case "stopped-task":
      return [sign.reason, ...sign.containers.flatMap(({ reason }) => reason ?? [])].join("; ");
    case "service-event":
      return sign.message;
    case "unhealthy-target":
      return `${sign.reason}: ${sign.description}`;
    case "log-line":
      return sign.text;
    case "refusal":
      return `${sign.code}: ${sign.message}`;
  }
}
