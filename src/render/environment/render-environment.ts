import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import type { EnvironmentManifest } from "../../manifest/environment-manifest.ts";
import type { EnvironmentInputs, RenderedStack } from "../inputs.ts";
import { RenderRefusal, type RenderResult } from "../refusal.ts";
import type { Resources } from "../resources.ts";
import { accessLogsBucket } from "./access-logs.ts";
import { appRunnerEndpoint } from "./app-runner-endpoint.ts";
import { cdn } from "./cdn.ts";
import { cluster } from "./cluster.ts";
import { environmentAddons } from "./environment-addons.ts";
import { environmentConditions } from "./environment-conditions.ts";
import { environmentContext, type EnvironmentContext } from "./environment-context.ts";
import { environmentDomain } from "./environment-domain.ts";
import { environmentOutputs } from "./environment-outputs.ts";
import { environmentParameters, environmentValues } from "./environment-parameters.ts";
import { environmentSecurityGroup } from "./environment-security-group.ts";
import { executionRole } from "./execution-role.ts";
import { fileSystem } from "./file-system.ts";
import { flowLogs } from "./flow-logs.ts";
import { internalLoadBalancer } from "./internal-load-balancer.ts";
import { loadBalancerSecurityGroups } from "./load-balancer-security-groups.ts";
import { regionalConfigs } from "./load-balancing-accounts.ts";
import { logResourcePolicy } from "./log-resource-policy.ts";
import { managedVpc } from "./managed-vpc.ts";
import { managerRole } from "./manager-role.ts";
import { natGateways } from "./nat-gateways.ts";
import { ownsLogBucket, publicLoadBalancer } from "./public-load-balancer.ts";

/**
 * Renders a validated environment manifest to the stack that Copilot would have made of it (copilot-model.md 2.6). Pure:
 * equal arguments give equal results. Refuses, rather than throws, what cannot be rendered.
 */
export function renderEnvironment(manifest: EnvironmentManifest, inputs: EnvironmentInputs): RenderResult {
  try {
    return { kind: "rendered", stack: environmentStack(environmentContext(manifest, inputs)) };
  } catch (error) {
    if (error instanceof RenderRefusal) return { kind: "refused", faults: [error.fault] };
    throw error;
  }
}

function environmentStack(context: EnvironmentContext): RenderedStack {
  return {
    template: {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `What the workloads of environment ${context.inputs.name} share`,
      Metadata: metadata(context.inputs),
      Parameters: environmentParameters,
      Conditions: environmentConditions,
      ...(ownsLogBucket(context.accessLogs) ? { Mappings: regionalConfigs } : {}),
      Resources: resources(context),
      Outputs: environmentOutputs(context),
    },
    parameters: environmentValues(context),
    tags: environmentTags(context.inputs),
  };
}

/** Tags of an environment's stack: the application's, additional ones, and over both Copilot's own. */
export function environmentTags({
  application,
  additionalTags,
  name,
}: Pick<EnvironmentInputs, "application" | "additionalTags" | "name">): TextMap {
  return {
    ...application.tags,
    ...additionalTags,
    "copilot-application": application.name,
    "copilot-environment": name,
  };
}

function metadata({ templateVersion, manifestText }: EnvironmentInputs): JsonMap {
  if (manifestText === undefined || manifestText === "") return { Version: templateVersion };
  return { Version: templateVersion, Manifest: manifestText };
}

function resources(context: EnvironmentContext): Resources {
  const { inputs, vpc, flowLogRetention: retention } = context;
  return {
    ...executionRole(inputs.application),
    ...managerRole(inputs, {
      certificates: importedCertificates(context),
      accessLogsBucket: ownsLogBucket(context.accessLogs) ? "own" : "none",
    }),
    ...(ownsLogBucket(context.accessLogs) ? accessLogsBucket(context) : {}),
    ...(context.cdn === undefined ? {} : cdn(context, context.cdn)),
    ...(vpc.kind === "imported" ? {} : { ...managedVpc(vpc), ...natGateways(vpc) }),
    ...cluster(context),
    ...loadBalancerSecurityGroups(context),
    ...environmentSecurityGroup(context),
    ...publicLoadBalancer(context),
    ...internalLoadBalancer(context),
    ...fileSystem(context),
    ...(context.publicCertificates.length === 0 ? environmentDomain(context) : {}),
    ...(vpc.kind === "imported" ? {} : appRunnerEndpoint(context)),
    ...(retention === undefined ? {} : flowLogs(context, retention)),
    ...(inputs.addons === undefined ? {} : environmentAddons(inputs.addons)),
    ...logResourcePolicy,
  };
}

function importedCertificates(context: EnvironmentContext): readonly string[] {
  const { cdn: settings, privateCertificates, publicCertificates } = context;
  const ofCdn = settings?.certificate;
  return [...publicCertificates, ...privateCertificates, ...(ofCdn === undefined ? [] : [ofCdn])];
}
