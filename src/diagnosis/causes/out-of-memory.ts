import { type Cause, guiltyContainer, manifestOf, type Recognised } from "../cause.ts";

/** A container needed more memory than its task has. Exit code 137 without a reason means SIGKILL, mostly for memory. */
export const outOfMemory: Cause = {
  reason: "OutOfMemory",
  title: "a container needs more memory than the task has (exit code 137)",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words: "Essential container in task exited; OutOfMemoryError: Container killed due to memory usage",
      exitCode: 137,
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    },
    {
      kind: "stopped-task",
      words: "Essential container in task exited",
      exitCode: 137,
      source: "https://repost.aws/knowledge-center/ecs-resolve-outofmemory-errors",
    },
  ],
  recognise: (sign, scene): Recognised | undefined => {
    if (sign.kind !== "stopped-task") return undefined;
    const told = /OutOfMemory|out of memory|memory usage|OOMKilled/i;
    const container =
      sign.containers.find(({ reason }) => told.test(reason ?? "")) ??
      (isOwnExit(sign.stopCode) ? sign.containers.find(({ exitCode }) => exitCode === 137) : undefined) ??
      (told.test(sign.reason) ? guiltyContainer(sign) : undefined);
    if (container === undefined) return undefined;
    return {
      resource: container.name,
      message: `container ${container.name} was killed because it used more memory than the task has${sign.ran === undefined ? "" : `, ${Math.round(sign.ran)} s after it started`}`,
      remedy: `Raise memory in ${manifestOf(scene)}.`,
    };
  },
};

/** A container that ECS itself stops after a failed health check is killed with the same code. */
function isOwnExit(stopCode: string): boolean {
  return stopCode !== "ServiceSchedulerInitiated" && stopCode !== "UserInitiated";
}
