import type { RequestDrivenWebService } from "../manifest/workload-manifest.ts";
import { nestedAddons } from "./ecs/addons-stack.ts";
import { environmentController } from "./ecs/env-controller.ts";
import { publishedTopics } from "./published-topics.ts";
import type { RenderedStack, WorkloadInputs } from "./inputs.ts";
import { appRunnerContext, environmentParametersOf } from "./request-driven/app-runner-context.ts";
import { appRunnerCustomDomain } from "./request-driven/app-runner-custom-domain.ts";
import { ingressConnection, vpcConnector } from "./request-driven/app-runner-network.ts";
import {
  appRunnerConditions,
  appRunnerParameters,
  appRunnerValues,
} from "./request-driven/app-runner-parameters.ts";
import { accessRole, instanceRole } from "./request-driven/app-runner-roles.ts";
import { appRunnerService } from "./request-driven/app-runner-service.ts";
import { workloadStack } from "./stack.ts";

/** The stack of a Request-Driven Web Service: a service on App Runner, reached by everyone or from the VPC only. */
export function renderRequestDrivenWebService(
  manifest: RequestDrivenWebService,
  inputs: WorkloadInputs,
): RenderedStack {
  const context = appRunnerContext(manifest, inputs);
  const parameters = environmentParametersOf(context);
  const changesEnvironment = parameters.length > 0;
  return workloadStack(context.name, inputs, {
    description: "A web service on AWS App Runner",
    parameters: appRunnerParameters,
    conditions: appRunnerConditions,
    resources: {
      ...accessRole(context),
      ...instanceRole(context),
      ...appRunnerService(context),
      ...ingressConnection(context),
      ...nestedAddons(inputs, changesEnvironment ? { DependsOn: "EnvControllerAction" } : {}),
      ...appRunnerCustomDomain(context),
      ...publishedTopics(context),
      ...(changesEnvironment ? environmentController(inputs, { parameters, aliases: [] }) : {}),
      ...vpcConnector(context),
    },
    values: appRunnerValues(context),
  });
}
