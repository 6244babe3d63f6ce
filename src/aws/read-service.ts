import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import type { RunningService } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { StackId } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/**
 * Reads the ECS service of a workload's stack. Needs `cloudformation:DescribeStackResource` and `ecs:DescribeServices`.
 * A stack without an ECS service (jobs, sites, App Runner) is `absent`; a service that the stack should have and that is gone is
 * present as `INACTIVE`.
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
    return present(service === undefined ? gone : toRunning(service));
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the ECS service of stack ${stack.name}`)));
  }
}

const gone: RunningService = {
  status: "INACTIVE",
  desiredCount: 0,
  runningCount: 0,
  pendingCount: 0,
  rolloutState: "",
};

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
    const resource = answer.StackResourceDetail;
    return resource?.ResourceType === "AWS::ECS::Service" ? resource.PhysicalResourceId : undefined;
  } catch (error) {
    // "Stack … does not exist" and "Resource Service does not exist for stack …" are answers; other refusals are not.
    if (isStackMissing(error)) return undefined;
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
