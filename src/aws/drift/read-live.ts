import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import type { LiveFacts, LiveRequest, LiveService } from "../../domain/drift-eyes.ts";
import { failureOf } from "../../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../../domain/observed.ts";
import { stackKey } from "../../domain/stack.ts";
import type { Json, JsonMap } from "../../domain/template.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";
import { chunks } from "./chunks.ts";
import { readScaling } from "./read-scaling.ts";
import type { SecretReader } from "./read-secrets.ts";
import type { StackPart, StackParts } from "./stack-parts.ts";

/** How many services one call describes. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const mostInCall = 10;

/** A request with its session. */
export interface LiveToRead extends LiveRequest {
  readonly session: Session;
}

interface Located extends LiveToRead {
  readonly parts: readonly StackPart[];
  readonly arn: string;
}

/**
 * Reads the ECS services of stacks, what scales them, and whether the secrets of their tasks are there: ten services, fifty targets or
 * fifty parameters in a call. A stack without a service is `absent`.
 * Needs `cloudformation:DescribeStackResources`, `ecs:DescribeServices`, `ecs:DescribeTaskDefinition`,
 * `application-autoscaling:DescribeScalableTargets` and `DescribeScalingPolicies`, `ssm:DescribeParameters`, `secretsmanager:DescribeSecret`.
 */
export async function readLive(
  asked: readonly LiveToRead[],
  { parts, secrets }: { readonly parts: StackParts; readonly secrets: SecretReader },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<LiveFacts>>> {
  const answers = new Map<string, Observed<LiveFacts>>();
  const located: Located[] = [];
  await Promise.all(
    asked.map(async (one) => {
      try {
        const own = await parts(one.session, one, signal);
        const service = own.find(({ type }) => type === "AWS::ECS::Service");
        if (service === undefined) answers.set(stackKey(one.stack), absent);
        else located.push({ ...one, parts: own, arn: service.physicalId });
      } catch (error) {
        answers.set(stackKey(one.stack), unreadable(failureOf(error)));
      }
    }),
  );
  await Promise.all(
    [...Map.groupBy(located, ({ session }) => session)].map(async ([session, ones]) => {
      const sorted = ones.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
      const [services, scaling] = await Promise.all([
        readServices(session, sorted, signal),
        readScaling(
          session,
          sorted.filter(({ isScaled }) => isScaled).map(({ arn }) => arn),
          signal,
        ),
      ]);
      const running = [...services.values()].flatMap((service) =>
        service.kind === "present" ? [service.value.taskDefinition] : [],
      );
      const named = await secrets(session, running, signal);
      for (const one of sorted) {
        const service = services.get(one.arn) ?? absent;
        answers.set(
          stackKey(one.stack),
          present({
            physicalIds: Object.fromEntries(
              one.parts.map(({ logicalId, physicalId }) => [logicalId, physicalId]),
            ),
            service,
            scaling: one.isScaled ? (scaling.get(one.arn) ?? absent) : absent,
            secrets:
              (service.kind === "present" ? named.get(service.value.taskDefinition) : undefined) ??
              new Map<string, Observed<true>>(),
          }),
        );
      }
    }),
  );
  return answers;
}

async function readServices(
  session: Session,
  ones: readonly Located[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<LiveService>>> {
  const answers = new Map<string, Observed<LiveService>>();
  const groups = [...Map.groupBy(ones, ({ arn }) => arn.split("/")[1] ?? "")];
  await Promise.all(
    groups.flatMap(([cluster, inCluster]) =>
      chunks(inCluster, mostInCall).map(async (ten) => {
        const arns = ten.map(({ arn }) => arn);
        try {
          const answer = await session.ecs.send(
            new DescribeServicesCommand({ cluster, services: arns }),
            abortable(signal),
          );
          for (const service of answer.services ?? [])
            answers.set(service.serviceArn ?? "", present(toLive(service)));
        } catch (error) {
          // A cluster that is gone took its services with it.
          const isGone = error instanceof Error && error.name === "ClusterNotFoundException";
          const failed = failureOf(translateAwsError(error, `read services of cluster ${cluster}`));
          for (const arn of arns) answers.set(arn, isGone ? absent : unreadable(failed));
        }
      }),
    ),
  );
  return answers;
}

function toLive(service: Service): LiveService {
  const primary = service.deployments?.find((deployment) => deployment.status === "PRIMARY");
  const isDeploying = (service.deployments ?? []).length > 1 || primary?.rolloutState === "IN_PROGRESS";
  return {
    arn: service.serviceArn ?? "",
    status: service.status ?? "",
    desiredCount: service.desiredCount ?? 0,
    taskDefinition: primary?.taskDefinition ?? service.taskDefinition ?? "",
    isDeploying,
    properties: propertiesOf(service),
  };
}

/** Spelled as `AWS::ECS::Service` spells them. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html */
function propertiesOf(service: Service): JsonMap {
  const read: Record<string, unknown> = {
    EnableExecuteCommand: service.enableExecuteCommand,
    HealthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    LaunchType: service.launchType,
    PropagateTags: service.propagateTags,
    PlatformVersion: service.platformVersion,
    NetworkConfiguration: capitalised(service.networkConfiguration),
    DeploymentConfiguration: capitalised(service.deploymentConfiguration),
    CapacityProviderStrategy: capitalised(service.capacityProviderStrategy),
  };
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key.charAt(0).toUpperCase() + key.slice(1), capitalised(item)]),
  );
}
