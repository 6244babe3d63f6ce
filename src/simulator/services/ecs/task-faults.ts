import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import type { Deployment, Service, Task } from "./ecs-state.ts";

/** What goes wrong with the tasks of new rollouts, in ECS's words. Tasks of the revision that ran before are left alone. */
export interface TaskFault {
  /** Text that the service's name begins with, such as the name of its stack; all services when absent. */
  readonly service?: string;
  /**
   * `placing`: no task is made, and the service says why. `starting`: a task stops before its containers run. `running`: it stops after so
   * many seconds. `targets`: its load balancer finds it unhealthy, and nothing stops it.
   */
  readonly at: "placing" | "starting" | "running" | "targets";
  /** Of a running task; 5 when absent. */
  readonly afterSeconds?: number;
  /** The task's stopped reason, or what the service or the load balancer says. */
  readonly reason: string;
  /** ECS's stop code, or ELB's reason code; that of the phase when absent. */
  readonly code?: string;
  /** How the first container ends, or the named one. */
  readonly container?: {
    readonly name?: string | undefined;
    readonly exitCode?: number | undefined;
    readonly reason?: string | undefined;
  };
  /** What the service says besides, without its name. */
  readonly event?: string;
  /** How many tasks; all when absent. */
  readonly times?: number;
}

interface Installed {
  readonly fault: TaskFault;
  struck: number;
}

const installed: Cell<Installed[]> = { name: "ecs/task-faults", scope: "world", initial: () => [] };
const anywhere = { account: "", region: "" };

/** Makes tasks of new rollouts fail from now on. */
export function failTasks(world: World, fault: TaskFault): void {
  world.cells.at(installed, anywhere).push({ fault, struck: 0 });
}

/** Lets all tasks succeed again. */
export function healTasks(world: World): void {
  world.cells.at(installed, anywhere).length = 0;
}

/** The fault that strikes a task of a rollout in this phase; counted as struck. */
export function taskFault(
  context: CallContext,
  service: Service,
  deployment: Deployment,
  at: TaskFault["at"],
  task?: Task,
): TaskFault | undefined {
  if (deployment.rollbackOf !== undefined || deployment.rolloutState !== "IN_PROGRESS") return undefined;
  const found = context.world.cells
    .at(installed, anywhere)
    .find(
      ({ fault, struck }) =>
        fault.at === at &&
        struck < (fault.times ?? Infinity) &&
        (fault.service === undefined || service.name.startsWith(fault.service)) &&
        (at !== "running" || hasRun(context, task, fault.afterSeconds ?? 5)),
    );
  if (found === undefined) return undefined;
  if (at !== "targets") found.struck += 1;
  return found.fault;
}

function hasRun(context: CallContext, task: Task | undefined, seconds: number): boolean {
  const { startedAt } = task ?? {};
  return startedAt !== undefined && context.now.getTime() - startedAt.getTime() >= seconds * 1000;
}
