import { type Cause, manifestOf, type Recognised } from "../cause.ts";

/** A container's own health check fails. */
export const containerUnhealthy: Cause = {
  reason: "ContainerUnhealthy",
  title: "a container's own health check fails",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words: "Task failed container health checks",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    },
    {
      kind: "service-event",
      words: "(service api) (task 1a2b) failed container health checks.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: (sign, scene): Recognised | undefined => {
    if (sign.kind !== "stopped-task" && sign.kind !== "service-event") return undefined;
    const words = sign.kind === "stopped-task" ? sign.reason : sign.message;
    if (!/failed container health checks/i.test(words)) return undefined;
    const container =
      sign.kind === "stopped-task"
        ? (sign.containers.find(({ health }) => health === "UNHEALTHY")?.name ?? sign.containers[0]?.name)
        : undefined;
    const name = container ?? sign.service;
    return {
      resource: name,
      message: `the health check of container ${name} fails`,
      remedy: `Look at healthcheck (command, start_period, timeout) in ${manifestOf(scene)}; the command runs inside the container.`,
    };
  },
};
