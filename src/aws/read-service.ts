import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import type { RunningService } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { StackId } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/**
 * Reads the ECS service of a workload's stack. Needs `cloudformation:DescribeStackResource` and `ecs:DescribeServices`.
 * A stack without the resource `Service`, or whose service is gone, is `absent`.
 */
export async function readService(
  session: Session,
  stack: StackId,
  signal?: AbortSignal,
): Promise<Observed<RunningService>> {
  try {
    const arn = await serviceArn(session, stack, signal);
    const [cluster] = arn?.split("/").slice(1) ?? [];
    if (arn === undefined || cluster === undefined) return absent;
    const answer = await session.ecs.send(
      new DescribeServicesCommand({ cluster, services: [arn] }),
      abortable(signal),
    );
    const service = answer.services?.[0];
    return service === undefined || service.status === "INACTIVE" ? absent : present(toRunning(service));
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the ECS service of stack ${stack.name}`)));
  }
}

async function serviceArn(
  session: Session,
  stack: StackId,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStackResourceCommand({ StackName: stack.name, LogicalResourceId: "Service" }),
      abortable(signal),
    );
    return answer.StackResourceDetail?.PhysicalResourceId;
  } catch (error) {
    if (codeOf(error) === "ValidationError") return undefined;
    throw error;
  }
}

function toRunning(service: Service): RunningService {
  const primary = service.deployments?.find((deployment) => deployment.status === "PRIMARY");
  return {
    status: service.status ?? "",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    rolloutState: primary?.rolloutState ?? "",
    ...(primary?.rolloutStateReason === undefined ? {} : { rolloutReason: primary.rolloutStateReason }),
  };
}
