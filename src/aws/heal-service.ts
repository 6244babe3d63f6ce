import type { ScalableTarget } from "@aws-sdk/client-application-auto-scaling";
import { DescribeServicesCommand, type Service, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { HealRequest } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { HealFix } from "../domain/healing.ts";
import { parseStackStatus, situationOf } from "../domain/stack-status.ts";
import { abortable } from "./abortable.ts";
import { scalingPackage } from "./late-packages.ts";
import { describe, lastChanged } from "./read-stack.ts";
import { serviceArn } from "./read-services.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * Puts settings of a running service back as its stack's template says, by the service's own API; answers whether there was anything left to
 * do. Nothing is done while the stack changes or the service is rolled out, nor where a setting is by now something else than was seen.
 * Needs `cloudformation:DescribeStacks`, `ecs:DescribeServices` and `ecs:UpdateService`; for what scales a service
 * `application-autoscaling:DescribeScalableTargets` and `RegisterScalableTarget`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export async function healService(
  session: Session,
  request: HealRequest,
  signal?: AbortSignal,
): Promise<"healed" | "nothing-to-do"> {
  const { stack, fixes } = request;
  try {
    await checkQuiet(session, request, signal);
    const found = await serviceArn(session, stack, signal);
    if (found.kind === "none") throw moved(stack.name, "its service is gone, and is not made anew");
    const service = found.arn;
    const cluster = service.split("/")[1] ?? "";
    const seen = await session.ecs.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
      abortable(signal),
    );
    const running = seen.services?.[0];
    if (running?.status !== "ACTIVE") throw moved(stack.name, "its service is gone, and is not made anew");
    if (isRollingOut(running)) throw moved(stack.name, "its service is being rolled out");
    const target = fixes.some(isOfScaling) ? await readTarget(session, service, signal) : undefined;
    const left = fixes.filter((fix) => isStillSo(stack.name, fix, settingOf(fix, running, target)));
    await putBackService(session, { cluster, service }, left, signal);
    await putBackScaling(session, service, left, signal);
    return left.length === 0 ? "nothing-to-do" : "healed";
  } catch (error) {
    throw translateAwsError(error, `put settings of stack ${stack.name} back`);
  }
}

async function checkQuiet(
  session: Session,
  { stack, lastChanged: planned }: HealRequest,
  signal?: AbortSignal,
): Promise<void> {
  const now = await describe(session, stack.name, signal);
  const isQuiet =
    now !== undefined &&
    lastChanged(now).toISOString() === planned &&
    situationOf(parseStackStatus(now.StackStatus)) === "ready";
  if (!isQuiet) throw moved(stack.name, "it has changed since it was looked at");
}

/** What was seen is no more: the next look plans anew. */
function moved(name: string, why: string): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "StackMoved",
    message: `stack ${name} is left as it is: ${why}`,
  });
}

function isRollingOut({ deployments = [] }: Service): boolean {
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  return deployments.length > 1 || primary?.rolloutState === "IN_PROGRESS";
}

function isOfScaling({ setting }: HealFix): boolean {
  return setting === "minimum" || setting === "maximum" || setting === "suspension";
}

function settingOf({ setting }: HealFix, service: Service, target: ScalableTarget | undefined): string {
  switch (setting) {
    case "desired-count":
      return String(service.desiredCount);
    case "task-definition":
      return (
        service.deployments?.find(({ status }) => status === "PRIMARY")?.taskDefinition ??
        service.taskDefinition ??
        ""
      );
    case "minimum":
      return String(target?.MinCapacity);
    case "maximum":
      return String(target?.MaxCapacity);
    case "suspension":
      return Object.values(target?.SuspendedState ?? {}).includes(true) ? "suspended" : "not suspended";
  }
}

/** Whether a setting is still as it was seen; one that is as it should be needs nothing. Throws where it is something else. */
function isStillSo(name: string, { setting, from, to }: HealFix, now: string): boolean {
  if (now === to) return false;
  if (now === from) return true;
  throw moved(name, `${setting.replace("-", " ")} is ${now} by now`);
}

async function readTarget(
  session: Session,
  service: string,
  signal?: AbortSignal,
): Promise<ScalableTarget | undefined> {
  const { DescribeScalableTargetsCommand: Command } = scalingPackage();
  const answer = await session
    .scaling()
    .send(new Command({ ...dimension, ResourceIds: [resourceIdOf(service)] }), abortable(signal));
  const [target] = answer.ScalableTargets ?? [];
  if (target === undefined) throw moved(service, "nothing scales it any more, and that is not made anew");
  return target;
}

const dimension = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;

/** `service/<cluster>/<service>` out of the service's ARN. */
function resourceIdOf(arn: string): string {
  return arn.split(":")[5] ?? arn;
}

async function putBackService(
  session: Session,
  place: { readonly cluster: string; readonly service: string },
  fixes: readonly HealFix[],
  signal?: AbortSignal,
): Promise<void> {
  const count = fixes.find(({ setting }) => setting === "desired-count")?.to;
  const taskDefinition = fixes.find(({ setting }) => setting === "task-definition")?.to;
  if (count === undefined && taskDefinition === undefined) return;
  await session.ecs.send(
    new UpdateServiceCommand({
      ...place,
      ...(count === undefined ? {} : { desiredCount: Number(count) }),
      ...(taskDefinition === undefined ? {} : { taskDefinition }),
    }),
    abortable(signal),
  );
}

async function putBackScaling(
  session: Session,
  service: string,
  fixes: readonly HealFix[],
  signal?: AbortSignal,
): Promise<void> {
  const own = fixes.filter(isOfScaling);
  if (own.length === 0) return;
  const valueOf = (setting: HealFix["setting"]): string | undefined =>
    own.find((fix) => fix.setting === setting)?.to;
  const [minimum, maximum, suspension] = [valueOf("minimum"), valueOf("maximum"), valueOf("suspension")];
  const { RegisterScalableTargetCommand: Command } = scalingPackage();
  await session.scaling().send(
    new Command({
      ...dimension,
      ResourceId: resourceIdOf(service),
      ...(minimum === undefined ? {} : { MinCapacity: Number(minimum) }),
      ...(maximum === undefined ? {} : { MaxCapacity: Number(maximum) }),
      ...(suspension === undefined
        ? {}
        : {
            SuspendedState: {
              DynamicScalingInSuspended: false,
              DynamicScalingOutSuspended: false,
              ScheduledScalingSuspended: false,
            },
          }),
    }),
    abortable(signal),
  );
}
