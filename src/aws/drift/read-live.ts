import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import type {
  LiveFacts,
  LiveRequest,
  LiveScaling,
  LiveService,
  ReadService,
  StackToCheck,
} from "../../domain/drift-eyes.ts";
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

/** A stack with the session to read it with. */
export interface StackToRead extends StackToCheck {
  readonly session: Session;
}

/** A stack whose service is known by its ARN. */
interface Located extends StackToRead {
  readonly parts: readonly StackPart[];
  readonly arn: string;
}

/** What reading needs besides: which resources stacks have, and what task definitions name as secrets. */
export interface LiveReaders {
  readonly parts: StackParts;
  readonly secrets: SecretReader;
}

/**
 * Reads the ECS services of stacks, what scales them, and whether the secrets of their tasks are there: ten services, fifty targets or
 * fifty parameters in a call. A stack without a service is `absent`.
 * Needs `cloudformation:DescribeStackResources`, `ecs:DescribeServices`, `ecs:DescribeTaskDefinition`,
 * `application-autoscaling:DescribeScalableTargets` and `DescribeScalingPolicies`, `ssm:DescribeParameters`, `secretsmanager:DescribeSecret`,
 * and `secretsmanager:ListSecrets` where it is allowed.
 */
export async function readLive(
  asked: readonly (StackToRead & Pick<LiveRequest, "isScaled">)[],
  readers: LiveReaders,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<LiveFacts>>> {
  const [services, scaling] = await Promise.all([
    readServicesOf(asked, readers.parts, signal),
    readScalingOf(
      asked.filter(({ isScaled }) => isScaled),
      readers.parts,
      signal,
    ),
  ]);
  const running = asked.flatMap((one) => {
    const read = services.get(stackKey(one.stack));
    return read?.kind === "present" && read.value.service.kind === "present"
      ? [{ ...one, taskDefinition: read.value.service.value.taskDefinition }]
      : [];
  });
  const secrets = await readSecretsOf(running, readers.secrets, signal);
  return new Map(
    [...services].map(([key, read]) => [
      key,
      read.kind === "present"
        ? present({
            ...read.value,
            scaling: scaling.get(key) ?? absent,
            secrets: secrets.get(key) ?? new Map<string, Observed<true>>(),
          })
        : read,
    ]),
  );
}

/** The services of stacks, and what the stacks' resources are called. A stack without a service is `absent`. */
export async function readServicesOf(
  asked: readonly StackToRead[],
  parts: StackParts,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<ReadService>>> {
  const { located, others } = await locate(asked, parts, signal);
  const answers = new Map<string, Observed<ReadService>>(others);
  await Promise.all(
    [...Map.groupBy(located, ({ session }) => session)].map(async ([session, ones]) => {
      const sorted = ones.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
      const services = await readServices(session, sorted, signal);
      for (const one of sorted) {
        const physicalIds = Object.fromEntries(
          one.parts.map(({ logicalId, physicalId }) => [logicalId, physicalId]),
        );
        answers.set(stackKey(one.stack), present({ physicalIds, service: services.get(one.arn) ?? absent }));
      }
    }),
  );
  return answers;
}

/** What scales the services of stacks; `absent` where nothing does, or there is no service. */
export async function readScalingOf(
  asked: readonly StackToRead[],
  parts: StackParts,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<LiveScaling>>> {
  const { located, others } = await locate(asked, parts, signal);
  const answers = new Map<string, Observed<LiveScaling>>(others);
  await Promise.all(
    [...Map.groupBy(located, ({ session }) => session)].map(async ([session, ones]) => {
      const arns = ones.map(({ arn }) => arn).toSorted();
      const scaling = await readScaling(session, arns, signal);
      for (const { stack, arn } of ones) answers.set(stackKey(stack), scaling.get(arn) ?? absent);
    }),
  );
  return answers;
}

/** Whether the secrets that running task definitions name are there, by stack and by the secret as it is written. */
export async function readSecretsOf(
  asked: readonly (StackToRead & { readonly taskDefinition: string })[],
  secrets: SecretReader,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Observed<true>>>> {
  const answers = new Map<string, ReadonlyMap<string, Observed<true>>>();
  await Promise.all(
    [...Map.groupBy(asked, ({ session }) => session)].map(async ([session, ones]) => {
      const definitions = ones.map(({ taskDefinition }) => taskDefinition).toSorted();
      const named = await secrets(session, definitions, signal);
      for (const { stack, taskDefinition } of ones)
        answers.set(stackKey(stack), named.get(taskDefinition) ?? new Map());
    }),
  );
  return answers;
}

/** Finds each stack's service by the stack's resources; what has none or cannot be asked is answered already. */
async function locate(
  asked: readonly StackToRead[],
  parts: StackParts,
  signal?: AbortSignal,
): Promise<{
  readonly located: readonly Located[];
  readonly others: ReadonlyMap<string, Exclude<Observed<never>, { kind: "present" }>>;
}> {
  const located: Located[] = [];
  const others = new Map<string, Exclude<Observed<never>, { kind: "present" }>>();
  await Promise.all(
    asked.map(async (one) => {
      try {
        const own = await parts(one.session, one, signal);
        const service = own.find(({ type }) => type === "AWS::ECS::Service");
        if (service === undefined) others.set(stackKey(one.stack), absent);
        else located.push({ ...one, parts: own, arn: service.physicalId });
      } catch (error) {
        others.set(stackKey(one.stack), unreadable(failureOf(error)));
      }
    }),
  );
  return { located, others };
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
