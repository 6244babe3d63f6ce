import type { TextMap } from "../domain/stack.ts";
import type { Json } from "../domain/template.ts";
import type { BackendService } from "../manifest/workload-manifest.ts";
import { equals, getAtt, not, noValue, ref, when } from "../template/intrinsics.ts";
import { accessPoint } from "./ecs/access-point.ts";
import { addonsStack } from "./ecs/addons-stack.ts";
import { autoscaling } from "./ecs/autoscaling.ts";
import { discoveryOutput, discoveryService } from "./ecs/discovery-service.ts";
import { serviceConditions } from "./ecs/ecs-conditions.ts";
import { ecsContext, withLoadBalancing, type EcsContext } from "./ecs/ecs-context.ts";
import {
  ecsParameters,
  ecsValues,
  numberParameter,
  textParameter,
  type ParameterDeclarations,
} from "./ecs/ecs-parameters.ts";
import { ecsService } from "./ecs/ecs-service.ts";
import { envController } from "./ecs/env-controller.ts";
import { executionRole } from "./ecs/execution-role.ts";
import { ruleTarget } from "./ecs/exposed-ports.ts";
import type { LoadBalancing } from "./ecs/load-balancing.ts";
import { logGroup } from "./ecs/log-group.ts";
import { rollbackAlarms } from "./ecs/rollback-alarms.ts";
import { taskDefinition } from "./ecs/task-definition.ts";
import { taskRole } from "./ecs/task-role.ts";
import { httpAttachments, loadBalancerDnsName, loadBalancerMetrics } from "./http/http-balancing.ts";
import { httpParameters, httpValues } from "./http/http-parameters.ts";
import { httpRoutingResources, listenerRuleIds, type HttpRouting } from "./http/listeners.ts";
import { defaultGracePeriod, gracePeriodOf } from "./http/read-listener-rule.ts";
import { internalHttps, internalRouting } from "./http/service-routing.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { publishedTopics } from "./published-topics.ts";
import { workloadStack } from "./stack.ts";

/** Renders a service that only the environment itself reaches, by its name or over the internal load balancer. */
export function renderBackendService(manifest: BackendService, inputs: WorkloadInputs): RenderedStack {
  const tasks = ecsContext(manifest, inputs);
  const http = internalRouting(manifest, inputs, tasks.ports);
  const context = http === undefined ? tasks : withLoadBalancing(tasks, internalBalancing(manifest, http));
  return workloadStack(context.name, inputs, {
    description: `The backend service ${context.name} on Amazon ECS`,
    parameters: ecsParameters(context, {
      ...ownParameters,
      ...(http === undefined ? {} : httpParameters),
    }),
    conditions: serviceConditions(context, { ExposePort: exposesPort }),
    resources: {
      ...logGroup(),
      ...taskDefinition(context),
      ...executionRole(context),
      ...taskRole(context),
      ...discoveryService(),
      ...autoscaling(context),
      ...(http === undefined ? {} : httpRoutingResources(http, inputs)),
      ...rollbackAlarms(context),
      ...ecsService(context, {
        dependsOn: ["EnvControllerAction", ...(context.loadBalancing?.serviceDependsOn ?? [])],
        properties: { ServiceRegistries: when("ExposePort", serviceRegistries, noValue) },
      }),
      ...accessPoint(context),
      ...addonsStack(context),
      ...publishedTopics(context),
      ...envController(context),
    },
    outputs: discoveryOutput,
    values: ecsValues(context, ownValues(context, http)),
  });
}

const ownParameters: ParameterDeclarations = {
  ContainerPort: numberParameter,
  TargetContainer: textParameter,
  TargetPort: numberParameter,
};

/** Stands for the port of a service that has none. */
const noPort = "-1";

const exposesPort: Json = not(equals(ref("TargetPort"), Number(noPort)));

const serviceRegistries: Json = [{ RegistryArn: getAtt("DiscoveryService", "Arn"), Port: ref("TargetPort") }];

function ownValues(context: EcsContext<BackendService>, http: HttpRouting | undefined): TextMap {
  const { manifest, inputs, ports } = context;
  const target = ruleTarget(ports, {
    targetContainer: manifest.http?.target_container,
    targetPort: manifest.http?.target_port,
  });
  const port = manifest.image.port === undefined ? noPort : String(manifest.image.port);
  return {
    ContainerPort: port,
    TargetContainer: target.container,
    TargetPort: target.port === "" ? port : target.port,
    ...(http === undefined ? {} : httpValues(manifest.http?.path, internalHttps(manifest, inputs))),
  };
}

function internalBalancing({ http: main }: BackendService, http: HttpRouting): LoadBalancing {
  return {
    dnsName: loadBalancerDnsName(http.balancer),
    metrics: loadBalancerMetrics(http.balancer),
    attachments: httpAttachments(http),
    gracePeriodSeconds: gracePeriodOf(main?.healthcheck) ?? defaultGracePeriod,
    serviceDependsOn: listenerRuleIds(http),
    environmentParameters: ["InternalALBWorkloads"],
    environmentAliases: [],
  };
}
