import type { TextMap } from "../domain/stack.ts";
import type { JsonMap } from "../domain/template.ts";
import type { LoadBalancedWebService } from "../manifest/workload-manifest.ts";
import { equals, getAtt, ref } from "../template/intrinsics.ts";
import { accessPoint } from "./ecs/access-point.ts";
import { addonsStack } from "./ecs/addons-stack.ts";
import { autoscaling } from "./ecs/autoscaling.ts";
import { discoveryOutput, discoveryService } from "./ecs/discovery-service.ts";
import { serviceConditions } from "./ecs/ecs-conditions.ts";
import { ecsContext, withLoadBalancing, type EcsContext } from "./ecs/ecs-context.ts";
import {
  booleanParameter,
  ecsParameters,
  ecsValues,
  numberParameter,
  textParameter,
} from "./ecs/ecs-parameters.ts";
import { ecsService } from "./ecs/ecs-service.ts";
import { envController } from "./ecs/env-controller.ts";
import { executionRole } from "./ecs/execution-role.ts";
import { ruleTarget } from "./ecs/exposed-ports.ts";
import { logGroup } from "./ecs/log-group.ts";
import { rollbackAlarms } from "./ecs/rollback-alarms.ts";
import { taskDefinition } from "./ecs/task-definition.ts";
import { taskRole } from "./ecs/task-role.ts";
import { httpParameters, httpValues } from "./http/http-parameters.ts";
import { dnsDelegated, publicHttps } from "./http/service-routing.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { lbwsBalancing, lbwsBalancingResources, lbwsRouting, type LbwsRouting } from "./lbws-balancing.ts";
import { networkLoadBalancerOutput } from "./nlb/nlb-load-balancer.ts";
import { networkParameters, networkValues } from "./nlb/nlb-parameters.ts";
import { publishedTopics } from "./published-topics.ts";
import { workloadStack } from "./stack.ts";

/** The stack of a Load Balanced Web Service: an ECS service behind a public application or network load balancer, or both. */
export function renderLoadBalancedWebService(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
): RenderedStack {
  const tasks = ecsContext(manifest, inputs);
  const routing = lbwsRouting(manifest, inputs, tasks.ports);
  const context = withLoadBalancing(tasks, lbwsBalancing(manifest, inputs, routing));
  return workloadStack(context.name, inputs, {
    description: "A web service on Amazon ECS behind public load balancers",
    parameters: ecsParameters(context, {
      ...ownParameters,
      ...(routing.network === undefined ? {} : networkParameters),
      ...(routing.http === undefined ? {} : httpParameters),
    }),
    conditions: serviceConditions(context, { HasAssociatedDomain: equals(ref("DNSDelegated"), true) }),
    resources: {
      ...logGroup(),
      ...taskDefinition(context),
      ...executionRole(context),
      ...taskRole(context),
      ...discoveryService(),
      ...autoscaling(context),
      ...rollbackAlarms(context),
      ...envController(context),
      ...ecsService(context, {
        dependsOn: context.loadBalancing?.serviceDependsOn ?? [],
        properties: { ServiceRegistries: [serviceRegistry] },
      }),
      ...lbwsBalancingResources(routing, inputs),
      ...accessPoint(context),
      ...addonsStack(context),
      ...publishedTopics(context),
    },
    outputs: { ...discoveryOutput, ...(routing.network === undefined ? {} : networkLoadBalancerOutput) },
    values: ecsValues(context, ownValues(context, routing)),
  });
}

const ownParameters: Readonly<Record<string, JsonMap>> = {
  ContainerPort: numberParameter,
  DNSDelegated: booleanParameter,
  // Unlike other types this one has no default.
  LogRetention: numberParameter,
  TargetContainer: textParameter,
  TargetPort: numberParameter,
};

const serviceRegistry: JsonMap = { RegistryArn: getAtt("DiscoveryService", "Arn"), Port: ref("TargetPort") };

function ownValues(context: EcsContext<LoadBalancedWebService>, routing: LbwsRouting): TextMap {
  const { manifest, inputs } = context;
  const http = typeof manifest.http === "object" ? manifest.http : undefined;
  const target = ruleTarget(context.ports, {
    targetContainer: http?.target_container,
    targetPort: http?.target_port,
  });
  return {
    ContainerPort: String(manifest.image.port ?? 0),
    DNSDelegated: String(dnsDelegated(inputs)),
    TargetContainer: target.container,
    TargetPort: target.port,
    ...(http === undefined ? {} : httpValues(http.path, publicHttps(manifest, inputs))),
    ...(routing.network === undefined ? {} : networkValues(routing.network)),
  };
}
