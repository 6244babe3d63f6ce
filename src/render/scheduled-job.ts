import type { ScheduledJob } from "../manifest/workload-manifest.ts";
import { accessPoint } from "./ecs/access-point.ts";
import { addonsStack } from "./ecs/addons-stack.ts";
import { taskConditions } from "./ecs/ecs-conditions.ts";
import { ecsContext } from "./ecs/ecs-context.ts";
import { ecsParameters, ecsValues, numberParameter, textParameter } from "./ecs/ecs-parameters.ts";
import { envController } from "./ecs/env-controller.ts";
import { executionRole } from "./ecs/execution-role.ts";
import { logGroup } from "./ecs/log-group.ts";
import { taskDefinition } from "./ecs/task-definition.ts";
import { taskRole } from "./ecs/task-role.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { eventRule } from "./job/event-rule.ts";
import { jobLimits } from "./job/job-limits.ts";
import { scheduleExpression } from "./job/schedule-expression.ts";
import { stateMachine } from "./job/state-machine.ts";
import { publishedTopics } from "./published-topics.ts";
import { workloadStack } from "./stack.ts";

/** Renders a task that runs on a schedule (copilot-model.md 2.7, 5.7). */
export function renderScheduledJob(manifest: ScheduledJob, inputs: WorkloadInputs): RenderedStack {
  const context = ecsContext(manifest, inputs);
  const schedule = scheduleExpression(manifest.on?.schedule ?? "");
  return workloadStack(context.name, inputs, {
    description: `The scheduled job ${context.name} on Amazon ECS`,
    parameters: ecsParameters(context, { Schedule: textParameter, LogRetention: numberParameter }),
    conditions: taskConditions(context),
    resources: {
      ...logGroup(),
      ...taskDefinition(context),
      ...executionRole(context),
      ...taskRole(context),
      ...eventRule(context, schedule),
      ...stateMachine(context, jobLimits(manifest)),
      ...accessPoint(context),
      ...publishedTopics(context),
      ...addonsStack(context),
      ...envController(context),
    },
    values: ecsValues(context, { Schedule: schedule }),
  });
}
