import type { Cell } from "../../kernel/cells.ts";
import { servicePrincipal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { World } from "../../kernel/world.ts";
import { ecs, type Service } from "./ecs-state.ts";
import { liveTasks } from "./live-tasks.ts";

/** What a service has to do, all its tasks together: percent of one task's CPU and memory, and requests a minute. */
export interface ServiceLoad {
  readonly cpu?: number;
  readonly memory?: number;
  readonly requestsPerMinute?: number;
}

/** By service ARN. */
const loads: Cell<Map<string, ServiceLoad>> = {
  name: "ecs/service-loads",
  scope: "region",
  initial: () => new Map(),
};

/** CloudWatch has a service's metrics every minute. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html */
const everyMilliseconds = 60_000;

/**
 * Puts a load on a service from now on: its running tasks share it, and CloudWatch has its metrics every minute. Without
 * one a service has no metrics. Undefined takes the load away.
 */
export function setServiceLoad(world: World, serviceArn: string, load: ServiceLoad | undefined): void {
  const [, , , region = "", account = ""] = serviceArn.split(":");
  const context = world.contextFor({
    service: "ecs",
    principal: servicePrincipal("ecs", account),
    account,
    region,
  });
  const known = context.state(loads);
  const isNew = !known.has(serviceArn);
  if (load === undefined) known.delete(serviceArn);
  else known.set(serviceArn, load);
  if (load !== undefined && isNew) again(context, serviceArn);
}

/** Publishes a minute's metrics of a service that has a load. */
export function publishServiceLoad(
  context: CallContext,
  { serviceArn }: { readonly serviceArn: string },
): void {
  const load = context.state(loads).get(serviceArn);
  const service = context.state(ecs).services.get(serviceArn);
  if (load === undefined || service?.status !== "ACTIVE") {
    context.state(loads).delete(serviceArn);
    return;
  }
  const tasks = service.deployments
    .flatMap(({ id }) => liveTasks(context, id))
    .filter(({ lastStatus }) => lastStatus === "RUNNING").length;
  if (tasks > 0) publish(context, service, load, tasks);
  again(context, serviceArn);
}

function publish(context: CallContext, service: Service, load: ServiceLoad, tasks: number): void {
  const [cluster = "", name = ""] = service.arn.split("/").slice(-2);
  const Dimensions = [
    { Name: "ClusterName", Value: cluster },
    { Name: "ServiceName", Value: name },
  ];
  const share = (total: number): number => Math.min(100, total / tasks);
  const MetricData = [
    { MetricName: "CPUUtilization", Dimensions, Value: share(load.cpu ?? 0), Unit: "Percent" },
    { MetricName: "MemoryUtilization", Dimensions, Value: share(load.memory ?? 0), Unit: "Percent" },
  ];
  put(context, "AWS/ECS", MetricData);
  if (load.requestsPerMinute === undefined) return;
  const perTarget = load.requestsPerMinute / tasks;
  put(
    context,
    "AWS/ApplicationELB",
    (service.settings.loadBalancers ?? []).map(({ targetGroupArn }) => ({
      MetricName: "RequestCountPerTarget",
      Dimensions: [{ Name: "TargetGroup", Value: (targetGroupArn ?? "").split(":").at(-1) }],
      Value: perTarget,
      Unit: "Count",
    })),
  );
}

function put(context: CallContext, Namespace: string, MetricData: readonly object[]): void {
  if (MetricData.length === 0) return;
  context.call({ service: "cloudwatch", action: "PutMetricData", input: { Namespace, MetricData } });
}

function again(context: CallContext, serviceArn: string): void {
  context.schedule({ event: "service-load", afterMilliseconds: everyMilliseconds, payload: { serviceArn } });
}
