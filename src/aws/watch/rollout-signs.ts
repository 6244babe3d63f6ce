import { DescribeServicesCommand, type Deployment, type Service } from "@aws-sdk/client-ecs";
import type { Sign } from "../../domain/sign.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";

/** A service while a stack waits for its rollout. */
export interface WatchedService {
  readonly cluster: string;
  readonly name: string;
  readonly arn: string;
  readonly targetGroups: readonly string[];
  /** Tasks of the newest deployment that run. */
  readonly running: number;
  /** Whether tasks of deployments since the operation began have failed, or cannot be placed. */
  readonly ails: boolean;
  /** When the newest rollout began, while it is not through. */
  readonly rollingSince?: Date;
  readonly signs: readonly Sign[];
}

/** Looks at a service. Needs `ecs:DescribeServices`. Undefined when it is not there. */
export async function watchService(
  session: Session,
  arn: string,
  since: Date,
  signal?: AbortSignal,
): Promise<WatchedService | undefined> {
  const cluster = arn.split("/").at(-2) ?? "";
  const answer = await session.ecs.send(
    new DescribeServicesCommand({ cluster, services: [arn] }),
    abortable(signal),
  );
  const service = answer.services?.[0];
  if (service === undefined) return undefined;
  const name = service.serviceName ?? "";
  const deployments = (service.deployments ?? []).filter(({ createdAt }) => isSince(createdAt, since));
  const events = eventSigns(service, name, since);
  return {
    cluster,
    name,
    arn,
    targetGroups: (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
    running: deployments.find(({ status }) => status === "PRIMARY")?.runningCount ?? 0,
    ails: events.length > 0 || deployments.some(({ failedTasks = 0 }) => failedTasks > 0),
    ...rolling(deployments),
    signs: [...events, ...deployments.flatMap((deployment) => rolloutSign(deployment, name))],
  };
}

function rolling(deployments: readonly Deployment[]): Pick<WatchedService, "rollingSince"> {
  const newest = deployments.find(({ status }) => status === "PRIMARY");
  const { rolloutState, createdAt } = newest ?? {};
  return rolloutState === "IN_PROGRESS" && createdAt !== undefined ? { rollingSince: createdAt } : {};
}

function eventSigns(service: Service, name: string, since: Date): readonly Sign[] {
  return (service.events ?? [])
    .filter(({ createdAt, message }) => isSince(createdAt, since) && isBad(message ?? ""))
    .map(({ createdAt, message }) => ({
      kind: "service-event" as const,
      at: createdAt ?? since,
      service: name,
      message: message ?? "",
    }));
}

/** Sentences that tell of trouble. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
function isBad(message: string): boolean {
  return /\bunable to\b|\bfailed\b|\bis unhealthy\b|being throttled|interrupted/i.test(message);
}

function rolloutSign(deployment: Deployment, service: string): readonly Sign[] {
  if (deployment.rolloutState !== "FAILED") return [];
  const at = deployment.updatedAt ?? deployment.createdAt ?? new Date(0);
  return [{ kind: "rollout", at, service, reason: deployment.rolloutStateReason ?? "" }];
}

function isSince(moment: Date | undefined, since: Date): boolean {
  return moment !== undefined && moment >= since;
}
