import type { CallContext } from "../../kernel/service.ts";
import { publishEvent } from "../eventbridge/publish-event.ts";
import type { Deployment, Service } from "./ecs-state.ts";

/**
 * Tells EventBridge that a deployment began, is through, or failed.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export function publishDeploymentState(context: CallContext, service: Service, deployment: Deployment): void {
  const state = deployment.rolloutState;
  publishEvent(context, {
    source: "aws.ecs",
    detailType: "ECS Deployment State Change",
    resources: [service.arn],
    detail: {
      eventType: state === "FAILED" ? "ERROR" : "INFO",
      eventName: `SERVICE_DEPLOYMENT_${state}`,
      clusterArn: service.clusterArn,
      deploymentId: deployment.id,
      updatedAt: deployment.updatedAt.toISOString(),
      reason: deployment.rolloutStateReason,
    },
  });
}
