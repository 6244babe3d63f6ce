import type { CallContext } from "../../kernel/service.ts";
import type { Service, Task } from "./ecs-state.ts";

/** How many events DescribeServices shows. */
const shownEvents = 100;

/** Adds an event to a service, worded as on AWS: `(service api) has reached a steady state.` */
export function addServiceEvent(context: CallContext, service: Service, text: string): void {
  const event = {
    id: context.random.uuid(),
    createdAt: context.now,
    message: `(service ${service.name}) ${text}`,
  };
  service.events = [event, ...service.events].slice(0, shownEvents);
}

/** `(task 1a2b…) (task 3c4d…)`, as events list tasks. */
export function taskNames(tasks: readonly Task[]): string {
  return tasks.map(({ arn }) => `(task ${arn.split("/").at(-1)})`).join(" ");
}
