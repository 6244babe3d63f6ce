import type { DescribeTargetHealthCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { ecs, type Task } from "../ecs/ecs-state.ts";
import { madeByStacks } from "../made-by-stacks.ts";
import { targetGroupNotFound } from "./describe-balancers.ts";

/**
 * DescribeTargetHealth: the tasks of the services behind a target group, as health checks see them.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
export function describeTargetHealth(context: CallContext, input: DescribeTargetHealthCommandInput): object {
  const groups = madeByStacks(context, "AWS::ElasticLoadBalancingV2::TargetGroup");
  if (!groups.some(({ physicalId }) => physicalId === input.TargetGroupArn)) {
    throw clientFault(targetGroupNotFound.code, targetGroupNotFound.message);
  }
  const { services, tasks } = context.state(ecs);
  const targets = [...services.values()].flatMap((service) => {
    const behind = service.settings.loadBalancers?.find(
      ({ targetGroupArn }) => targetGroupArn === input.TargetGroupArn,
    );
    if (behind === undefined) return [];
    const ids = new Set(service.deployments.map(({ id }) => id));
    return [...tasks.values()]
      .filter(({ startedBy, lastStatus }) => ids.has(startedBy ?? "") && lastStatus === "RUNNING")
      .map((task) => ({ Id: task.privateIp, Port: behind.containerPort, health: healthOf(task) }));
  });
  return {
    TargetHealthDescriptions: targets.map(({ Id, Port, health }) => ({
      Target: { Id, Port },
      HealthCheckPort: String(Port),
      TargetHealth: health,
    })),
  };
}

function healthOf(task: Task): object {
  if (task.desiredStatus === "STOPPED") {
    return {
      State: "draining",
      Reason: "Target.DeregistrationInProgress",
      Description: "Target deregistration is in progress",
    };
  }
  if (task.healthStatus === "HEALTHY") return { State: "healthy" };
  return {
    State: "initial",
    Reason: "Elb.RegistrationInProgress",
    Description: "Target registration is in progress",
  };
}
