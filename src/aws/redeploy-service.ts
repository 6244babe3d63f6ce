import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { RedeployRequest } from "../domain/cloud.ts";
import { failureOf, type ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import { serviceArn } from "./read-services.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** How often it is tried, with a look before each. */
const mostTries = 3;

/**
 * Starts new tasks of the same definition (`forceNewDeployment`), which read secrets and parameters anew. A service whose primary deployment
 * began after the request has them already: so when an answer is lost, it is looked before anything is sent again, for ECS starts another
 * deployment with each request. Nothing of the template changes, so it is no drift. Needs `ecs:DescribeServices` and `ecs:UpdateService`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export async function redeployService(
  session: Session,
  { stack, requestedAt }: RedeployRequest,
  signal?: AbortSignal,
): Promise<"started" | "nothing-to-do"> {
  const translated = (error: unknown): ReconcileError =>
    translateAwsError(error, `start new tasks of stack ${stack.name}`);
  try {
    const found = await serviceArn(session, stack, signal);
    if (found.kind === "none") return "nothing-to-do";
    const service = found.arn;
    const cluster = service.split("/")[1] ?? "";
    for (let tries = 1; ; tries += 1) {
      // After the first try it is that one, whose answer was lost.
      if (await hasNewTasks(session, { cluster, service, requestedAt }, signal))
        return tries === 1 ? "nothing-to-do" : "started";
      try {
        const request = new UpdateServiceCommand({ cluster, service, forceNewDeployment: true });
        await session.ecsOnce.send(request, abortable(signal));
        return "started";
      } catch (error) {
        const isPassing = failureOf(translated(error)).disposition === "retry";
        if (!isPassing || tries === mostTries) throw error;
      }
    }
  } catch (error) {
    throw translated(error);
  }
}

async function hasNewTasks(
  session: Session,
  { cluster, service, requestedAt }: { cluster: string; service: string; requestedAt: Date },
  signal?: AbortSignal,
): Promise<boolean> {
  const seen = await session.ecs.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
    abortable(signal),
  );
  const primary = seen.services?.[0]?.deployments?.find(({ status }) => status === "PRIMARY");
  return primary?.createdAt !== undefined && primary.createdAt > requestedAt;
}
