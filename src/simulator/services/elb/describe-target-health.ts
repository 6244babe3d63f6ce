import type { DescribeTargetHealthCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { type Deployment, ecs, type Service, type Task } from "../ecs/ecs-state.ts";
import { taskFault } from "../ecs/task-faults.ts";
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
    return service.deployments.flatMap((deployment) =>
      [...tasks.values()]
        .filter(({ startedBy, lastStatus }) => startedBy === deployment.id && lastStatus === "RUNNING")
        .map((task) => ({
          Id: task.privateIp,
          Port: behind.containerPort,
          health: faultyHealth(context, service, deployment) ?? healthOf(task),
        })),
    );
  });
  return {
    TargetHealthDescriptions: targets.map(({ Id, Port, health }) => ({
      Target: { Id, Port },
      HealthCheckPort: String(Port),
      TargetHealth: health,
    })),
  };
}

function faultyHealth(context: CallContext, service: Service, deployment: Deployment): object | undefined {
  const fault = taskFault(context, service, deployment, "targets");
  return fault === undefined
    ? undefined
    : {
        State: "unhealthy",
        Reason: fault.code ?? "Target.FailedHealthChecks",
        Description: fault.reason,
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
