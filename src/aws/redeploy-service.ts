import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { RedeployRequest } from "../domain/cloud.ts";
import { abortable } from "./abortable.ts";
import { serviceArn } from "./read-services.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Starts new tasks of the same definition (`forceNewDeployment`), which read secrets and parameters anew. A service whose primary deployment
 * began after the request has them already. Nothing of the template changes, so it is no drift. Needs `ecs:DescribeServices` and
 * `ecs:UpdateService`. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export async function redeployService(
  session: Session,
  { stack, requestedAt }: RedeployRequest,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const found = await serviceArn(session, stack, signal);
    if (found.kind === "none") return;
    const service = found.arn;
    const cluster = service.split("/")[1] ?? "";
    const seen = await session.ecs.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
      abortable(signal),
    );
    const primary = seen.services?.[0]?.deployments?.find(({ status }) => status === "PRIMARY");
    if (primary?.createdAt !== undefined && primary.createdAt > requestedAt) return;
    await session.ecs.send(
      new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(error, `start new tasks of stack ${stack.name}`);
  }
}
