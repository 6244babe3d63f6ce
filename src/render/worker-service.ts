import type { WorkerService } from "../manifest/workload-manifest.ts";
import { noValue } from "../template/intrinsics.ts";
import { accessPoint } from "./ecs/access-point.ts";
import { addonsStack } from "./ecs/addons-stack.ts";
import { autoscaling } from "./ecs/autoscaling.ts";
import { serviceConditions } from "./ecs/ecs-conditions.ts";
import { ecsContext } from "./ecs/ecs-context.ts";
import { ecsParameters, ecsValues } from "./ecs/ecs-parameters.ts";
import { ecsService } from "./ecs/ecs-service.ts";
import { envController } from "./ecs/env-controller.ts";
import { executionRole } from "./ecs/execution-role.ts";
import { logGroup } from "./ecs/log-group.ts";
import { rollbackAlarms } from "./ecs/rollback-alarms.ts";
import { taskDefinition } from "./ecs/task-definition.ts";
import { taskRole } from "./ecs/task-role.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { publishedTopics } from "./published-topics.ts";
import { queueResources } from "./queues/queue-resources.ts";
import { queueIds, queueVariables } from "./queues/queue-variables.ts";
import { subscriptionsOf } from "./queues/read-subscriptions.ts";
import { workloadStack } from "./stack.ts";

/** Renders a service that works through queues (copilot-model.md 2.7, 5.8). */
export function renderWorkerService(manifest: WorkerService, inputs: WorkloadInputs): RenderedStack {
  const subscriptions = subscriptionsOf(manifest.subscribe);
  const context = {
    ...ecsContext(manifest, inputs),
    queueIds: queueIds(subscriptions),
    queueVariables: queueVariables(subscriptions),
  };
  return workloadStack(context.name, inputs, {
    description: `The worker service ${context.name} on Amazon ECS`,
    parameters: ecsParameters(context, {}),
    conditions: serviceConditions(context),
    resources: {
      ...logGroup(),
      ...taskDefinition(context),
      ...executionRole(context),
      ...taskRole(context),
      ...autoscaling(context),
      ...rollbackAlarms(context),
      ...ecsService(context, {
        dependsOn: ["EnvControllerAction"],
        properties: { ServiceRegistries: noValue },
      }),
      ...accessPoint(context),
      ...queueResources(subscriptions),
      ...publishedTopics(context),
      ...addonsStack(context),
      ...envController(context),
    },
    values: ecsValues(context, {}),
  });
}
