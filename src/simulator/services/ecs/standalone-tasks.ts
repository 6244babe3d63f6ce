import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import type { ContainerBehaviour } from "./container-behaviour.ts";
import { ecs } from "./ecs-state.ts";
import { requireTaskDefinition } from "./find-ecs.ts";
import { behaviourOf, startTask, stopTask, type TaskEnd } from "./launch-task.ts";

/** How the next tasks of a family that no service runs go: for so many seconds, ending with a code. */
export interface TaskRun {
  readonly exitCode: number;
  readonly seconds: number;
}

/** By family. */
const runs: Cell<Map<string, TaskRun>> = {
  name: "ecs/task-runs",
  scope: "world",
  initial: () => new Map(),
};

/** Seconds that a task of no service runs unless told otherwise. */
const usualSeconds = 60;

/** Says how tasks of a family go that RunTask starts: migrations, jobs, one-off tasks. */
export function setTaskRun(world: World, family: string, run: TaskRun): void {
  world.cells.at(runs, { account: "", region: "" }).set(family, run);
}

/** Starts a task of no service. */
export function startStandaloneTask(context: CallContext, payload: { readonly taskArn: string }): void {
  const task = context.state(ecs).tasks.get(payload.taskArn);
  if (task === undefined || task.lastStatus === "STOPPED") return;
  startTask(context, task, requireTaskDefinition(context, task.taskDefinitionArn));
  if (task.lastStatus !== "RUNNING") return;
  const { seconds } = endOf(context, task.taskDefinitionArn);
  context.schedule({ event: "task-ended", afterMilliseconds: seconds * 1000, payload });
}

/** Ends a task of no service: with the code that was asked for, else as its image behaves, else with 0. */
export function endStandaloneTask(context: CallContext, payload: { readonly taskArn: string }): void {
  const task = context.state(ecs).tasks.get(payload.taskArn);
  if (task === undefined || task.lastStatus === "STOPPED") return;
  const { exit } = endOf(context, task.taskDefinitionArn);
  stopTask(context, task, {
    code: "EssentialContainerExited",
    reason: "Essential container in task exited",
    exit,
  });
}

function endOf(
  context: CallContext,
  definitionArn: string,
): { readonly seconds: number; readonly exit: NonNullable<TaskEnd["exit"]> } {
  const definition = requireTaskDefinition(context, definitionArn);
  const { container, behaviour } = behaviourOf(context, definition);
  const asked = context.state(runs).get(definition.family);
  if (asked !== undefined) return { seconds: asked.seconds, exit: { container, code: asked.exitCode } };
  return { seconds: secondsOf(behaviour), exit: { container, ...exitOf(behaviour) } };
}

function secondsOf(behaviour: ContainerBehaviour): number {
  switch (behaviour.kind) {
    case "exits":
    case "out-of-memory":
      return 5;
    case "slow":
    case "crashes-later":
      return behaviour.seconds;
    case "healthy":
    case "unhealthy":
      return usualSeconds;
  }
}

function exitOf(behaviour: ContainerBehaviour): { readonly code: number; readonly reason?: string } {
  switch (behaviour.kind) {
    case "exits":
      return { code: behaviour.code };
    case "out-of-memory":
      return { code: 137, reason: "OutOfMemoryError: Container killed due to memory usage" };
    case "crashes-later":
      return { code: 1 };
    case "healthy":
    case "unhealthy":
    case "slow":
      return { code: 0 };
  }
}
