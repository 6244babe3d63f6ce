import { type Cause, guiltyContainer, type Recognised } from "../cause.ts";

/** A container of the task ended by itself. */
export const containerExited: Cause = {
  reason: "ContainerExited",
  title: "a container ends by itself (crash loop)",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words: "Essential container in task exited",
      exitCode: 1,
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    },
  ],
  recognise: (sign, scene): Recognised | undefined => {
    if (sign.kind !== "stopped-task") return undefined;
    if (
      sign.stopCode !== "EssentialContainerExited" &&
      !/Essential container in task exited/i.test(sign.reason)
    )
      return undefined;
    const container = guiltyContainer(sign);
    const code = container?.exitCode;
    const name = container?.name ?? sign.service;
    return {
      resource: name,
      message: `container ${name} ended by itself${code === undefined ? "" : ` with exit code ${code}`}${sign.ran === undefined ? "" : `, ${Math.round(sign.ran)} s after it started`}${hintOf(code)}`,
      remedy: `Read its last lines: copilot svc logs --name ${scene.workload ?? name} --env ${scene.environment} --previous`,
    };
  },
};

/** What an exit code tells besides. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
function hintOf(code: number | undefined): string {
  if (code === 0) return " (a service has to keep running)";
  if (code === 139) return " (a segmentation fault)";
  if (code === 143) return " (it was told to stop)";
  if (code === 255) return " (also the code of an image that was built for another processor)";
  return "";
}
