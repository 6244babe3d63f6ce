import type { ScalableTarget, ScalingPolicy } from "@aws-sdk/client-application-auto-scaling";
import type { LiveScaling } from "../../domain/drift-eyes.ts";
import { failureOf } from "../../domain/failure.ts";
import { type Observed, present, unreadable } from "../../domain/observed.ts";
import { abortable } from "../abortable.ts";
import { scalingPackage } from "../late-packages.ts";
import type { Session } from "../sessions.ts";
import { translateAwsError } from "../translate-error.ts";
import { chunks } from "./chunks.ts";

/** How many targets one call takes. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const mostInCall = 50;

/** What scales services, by their ARNs; without an entry nothing does. */
export async function readScaling(
  session: Session,
  services: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Observed<LiveScaling>>> {
  if (services.length === 0) return new Map();
  try {
    const targets = (
      await Promise.all(
        chunks(services.map(resourceIdOf), mostInCall).map((ids) => readTargets(session, ids, signal)),
      )
    ).flat();
    const policies = targets.length === 0 ? [] : await readPolicies(session, signal);
    const byId = new Map(targets.map((target) => [target.ResourceId, target]));
    return new Map(
      services.flatMap((arn) => {
        const id = resourceIdOf(arn);
        const target = byId.get(id);
        const own = policies.filter(({ ResourceId }) => ResourceId === id);
        return target === undefined ? [] : [[arn, present(toScaling(target, own))] as const];
      }),
    );
  } catch (error) {
    const failed = unreadable(failureOf(translateAwsError(error, "read what scales services")));
    return new Map(services.map((arn) => [arn, failed]));
  }
}

/** `service/<cluster>/<service>` out of `arn:aws:ecs:<region>:<account>:service/<cluster>/<service>`. */
function resourceIdOf(arn: string): string {
  return arn.split(":")[5] ?? arn;
}

async function readTargets(
  session: Session,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ScalableTarget[]> {
  const { DescribeScalableTargetsCommand: Command } = scalingPackage();
  const client = session.scaling();
  const found: ScalableTarget[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new Command({
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceIds: [...ids],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      abortable(signal),
    );
    found.push(...(page.ScalableTargets ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** Of the whole account and region: there is no way to ask for several services at once. */
async function readPolicies(session: Session, signal?: AbortSignal): Promise<readonly ScalingPolicy[]> {
  const { DescribeScalingPoliciesCommand: Command } = scalingPackage();
  const client = session.scaling();
  const found: ScalingPolicy[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new Command({ ServiceNamespace: "ecs", ...(token === undefined ? {} : { NextToken: token }) }),
      abortable(signal),
    );
    found.push(...(page.ScalingPolicies ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

function toScaling(target: ScalableTarget, policies: readonly ScalingPolicy[]): LiveScaling {
  const { SuspendedState: suspended } = target;
  return {
    minimum: target.MinCapacity ?? 0,
    maximum: target.MaxCapacity ?? 0,
    suspended:
      suspended?.DynamicScalingInSuspended === true ||
      suspended?.DynamicScalingOutSuspended === true ||
      suspended?.ScheduledScalingSuspended === true,
    policies: Object.fromEntries(
      policies.map((policy) => [
        policy.PolicyName ?? "",
        policy.TargetTrackingScalingPolicyConfiguration?.TargetValue,
      ]),
    ),
  };
}
