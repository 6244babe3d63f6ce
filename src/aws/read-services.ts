import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import { DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import type { RunningService } from "../domain/cloud.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import { type StackId, stackKey } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/** Whose service to read. */
export interface ServiceToRead {
  readonly session: Session;
  readonly stack: StackId;
  /** What tells the stack's last operation from others; undefined when one may have just ended. */
  readonly asOf?: string;
}

/** Reads ECS services of workloads' stacks. */
export interface ServiceReader {
  /** By `stackKey`; an entry for each that was asked for. */
  read(
    asked: readonly ServiceToRead[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<RunningService>>>;
}

/** How many services one call describes. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const mostInCall = 10;

/** The ECS service of a stack. */
export type ServiceArn = { readonly kind: "none" } | { readonly kind: "service"; readonly arn: string };

/** By `stackKey`, the service that a stack has had since the operation `asOf`: it cannot become another without one more. */
export type KnownServices = Map<string, { readonly asOf: string; readonly service: ServiceArn }>;

/**
 * Services are described ten in a call; which service a stack has is asked once for each operation on the stack. A stack
 * without an ECS service (jobs, sites, App Runner) is `absent`; a service that the stack should have and that is gone is present as
 * `INACTIVE`. Needs `cloudformation:DescribeStackResource` and `ecs:DescribeServices`.
 */
export function makeServiceReader(known: KnownServices = new Map()): ServiceReader {
  async function arnOf({ session, stack, asOf }: ServiceToRead, signal?: AbortSignal): Promise<ServiceArn> {
    const key = stackKey(stack);
    const found = known.get(key);
    if (asOf !== undefined && found?.asOf === asOf) return found.service;
    const service = await serviceArn(session, stack, signal);
    if (asOf !== undefined) known.set(key, { asOf, service });
    return service;
  }

  return {
    read: async (asked, signal) => {
      const answers = new Map<string, Observed<RunningService>>();
      const toDescribe: (ServiceToRead & { readonly arn: string })[] = [];
      await Promise.all(
        asked.map(async (one) => {
          try {
            const service = await arnOf(one, signal);
            if (service.kind === "none") answers.set(stackKey(one.stack), absent);
            else toDescribe.push({ ...one, arn: service.arn });
          } catch (error) {
            answers.set(stackKey(one.stack), cannotRead(one.stack, error));
          }
        }),
      );
      const bySession = [...Map.groupBy(toDescribe, ({ session }) => session)];
      await Promise.all(
        bySession.flatMap(([session, ones]) =>
          [...Map.groupBy(ones, ({ arn }) => clusterOf(arn))].flatMap(([cluster, inCluster]) =>
            inTens(inCluster).map(async (ten) => {
              for (const [key, answer] of await describe(session, cluster, ten, signal))
                answers.set(key, answer);
            }),
          ),
        ),
      );
      return answers;
    },
  };
}

/** Which ECS service a stack has, asked now. */
export async function serviceArn(
  session: Session,
  stack: StackId,
  signal?: AbortSignal,
): Promise<ServiceArn> {
  try {
    const answer = await session.cloudformation.send(
      new DescribeStackResourceCommand({ StackName: stack.name, LogicalResourceId: "Service" }),
      abortable(signal),
    );
    const { ResourceType: type, PhysicalResourceId: arn = "" } = answer.StackResourceDetail ?? {};
    return type === "AWS::ECS::Service" && clusterOf(arn) !== ""
      ? { kind: "service", arn }
      : { kind: "none" };
  } catch (error) {
    // "Stack … does not exist" and "Resource Service does not exist for stack …" are answers; other refusals are not.
    if (isStackMissing(error)) return { kind: "none" };
    throw error;
  }
}

async function describe(
  session: Session,
  cluster: string,
  asked: readonly (ServiceToRead & { readonly arn: string })[],
  signal?: AbortSignal,
): Promise<readonly (readonly [string, Observed<RunningService>])[]> {
  try {
    const input = { cluster, services: asked.map(({ arn }) => arn) };
    const answer = await session.ecs.send(new DescribeServicesCommand(input), abortable(signal));
    const found = new Map((answer.services ?? []).map((service) => [service.serviceArn, service]));
    return asked.map(({ stack, arn }) => {
      const service = found.get(arn);
      return [stackKey(stack), present(service === undefined ? gone : toRunning(service))] as const;
    });
  } catch (error) {
    return asked.map(({ stack }) => [stackKey(stack), cannotRead(stack, error)] as const);
  }
}

function cannotRead(stack: StackId, error: unknown): Observed<RunningService> {
  return unreadable(failureOf(translateAwsError(error, `read the ECS service of stack ${stack.name}`)));
}

/** `arn:aws:ecs:<region>:<account>:service/<cluster>/<service>` */
function clusterOf(arn: string): string {
  return arn.split("/")[2] === undefined ? "" : (arn.split("/")[1] ?? "");
}

function inTens<T>(items: readonly T[]): readonly (readonly T[])[] {
  const tens: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += mostInCall) tens.push(items.slice(at, at + mostInCall));
  return tens;
}

const gone: RunningService = {
  status: "INACTIVE",
  desiredCount: 0,
  runningCount: 0,
  pendingCount: 0,
  rolloutState: "",
};

function toRunning(service: Service): RunningService {
  const primary = service.deployments?.find((deployment) => deployment.status === "PRIMARY");
  return {
    status: service.status ?? "",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    ...(primary?.createdAt === undefined ? {} : { deployedAt: primary.createdAt }),
    rolloutState: primary?.rolloutState ?? "",
    ...(primary?.rolloutStateReason === undefined ? {} : { rolloutReason: primary.rolloutStateReason }),
  };
}
