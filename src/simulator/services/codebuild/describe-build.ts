import type { CallContext } from "../../kernel/service.ts";
import type { Build } from "./build-state.ts";

/** A build as it stands at an instant, with its phases so far. */
export function describeBuild(context: CallContext, build: Build): object {
  const now = Math.min(context.now.getTime(), build.stoppedAt ?? Number.POSITIVE_INFINITY);
  const phases: object[] = [];
  let at = build.startedAt;
  let failed: Build["plan"][number] | undefined;
  let current: string | undefined;
  for (const step of build.plan) {
    const end = at + step.seconds * 1000;
    if (end > now) {
      current = step.phase;
      phases.push(
        phase(step.phase, {
          start: at,
          ...(build.stoppedAt === undefined ? {} : { end: now, status: "STOPPED" }),
        }),
      );
      break;
    }
    if (step.fails) failed = step;
    phases.push(
      phase(step.phase, {
        start: at,
        end,
        status: step.fails ? "FAILED" : "SUCCEEDED",
        ...(step.fails ? { message: build.message } : {}),
      }),
    );
    at = end;
  }
  const isStopped = current !== undefined && build.stoppedAt !== undefined;
  const isOver = current === undefined || isStopped;
  if (isOver) phases.push(phase("COMPLETED", { start: isStopped ? now : at }));
  const status = isStopped
    ? "STOPPED"
    : current !== undefined
      ? "IN_PROGRESS"
      : failed === undefined
        ? "SUCCEEDED"
        : "FAILED";
  return {
    id: build.id,
    arn: build.arn,
    projectName: build.project,
    buildNumber: build.number,
    startTime: new Date(build.startedAt),
    endTime: isOver ? new Date(isStopped ? now : at) : undefined,
    currentPhase: isOver ? "COMPLETED" : current,
    buildStatus: status,
    buildComplete: isOver,
    sourceVersion: build.sourceVersion,
    initiator: build.initiator,
    phases,
    environment: {
      type: "LINUX_CONTAINER",
      computeType: "BUILD_GENERAL1_SMALL",
      image: "",
      environmentVariables: build.environment,
    },
    logs: {
      groupName: `/aws/codebuild/${build.project}`,
      streamName: build.id.split(":").at(-1),
    },
  };
}

function phase(
  phaseType: string,
  span: {
    readonly start: number;
    readonly end?: number;
    readonly status?: string;
    readonly message?: string | undefined;
  },
): object {
  const { start, end, status, message } = span;
  return {
    phaseType,
    phaseStatus: status,
    startTime: new Date(start),
    endTime: end === undefined ? undefined : new Date(end),
    durationInSeconds: end === undefined ? undefined : Math.round((end - start) / 1000),
    contexts: message === undefined ? undefined : [{ statusCode: "COMMAND_EXECUTION_ERROR", message }],
  };
}
