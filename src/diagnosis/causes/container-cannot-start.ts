import { type Cause, guiltyContainer, manifestOf, type Recognised } from "../cause.ts";

const words =
  /CannotStartContainerError|CannotCreateContainerError|ContainerRuntimeError|ContainerRuntimeTimeoutError|CannotInspectContainerError|DockerTimeoutError|executable file not found|no such file or directory: unknown|permission denied: unknown|failed to create (?:new container|shim|task)|OCI runtime create failed/i;

/** The container runtime could not start a container: mostly a command that is not in the image. */
export const containerCannotStart: Cause = {
  reason: "ContainerCannotStart",
  title: "a container cannot be started (its command is not in the image, or may not be run)",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown',
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cannot-start-container.html",
    },
    {
      kind: "stopped-task",
      words: "Essential container in task exited",
      exitCode: 127,
      source: "https://docs.docker.com/engine/containers/run/#exit-status",
    },
  ],
  recognise: (sign, scene): Recognised | undefined => {
    if (sign.kind !== "stopped-task") return undefined;
    const container =
      sign.containers.find(({ reason }) => words.test(reason ?? "")) ??
      sign.containers.find(({ exitCode }) => exitCode === 126 || exitCode === 127) ??
      (words.test(sign.reason) ? (guiltyContainer(sign) ?? sign.containers[0]) : undefined);
    if (container === undefined) return undefined;
    return {
      resource: container.name,
      message: `container ${container.name} cannot be started from image ${container.image}`,
      remedy: `Look at command and entrypoint in ${manifestOf(scene)} and at the image's own; try the image with docker run.`,
    };
  },
};
