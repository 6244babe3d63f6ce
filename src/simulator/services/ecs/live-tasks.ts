import type { CallContext } from "../../kernel/service.ts";
import { ecs, type Task } from "./ecs-state.ts";

/** The tasks of a deployment that are not stopped. */
export function liveTasks(context: CallContext, deploymentId: string): Task[] {
  return [...context.state(ecs).tasks.values()].filter(
    ({ startedBy, lastStatus }) => startedBy === deploymentId && lastStatus !== "STOPPED",
  );
}

/** Seconds of the world's clock since a moment. */
export function secondsSince(context: CallContext, moment: Date): number {
  return (context.now.getTime() - moment.getTime()) / 1000;
}
