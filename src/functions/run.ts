import type { CustomResource } from "./custom-resource/custom-resource.ts";
import type { CustomResourceEvent, CustomResourceResponse, LambdaContext } from "./custom-resource/event.ts";
import { settle } from "./custom-resource/settle.ts";
import type { FunctionWorld } from "./custom-resource/world.ts";
import type { FunctionSource } from "./catalog.ts";

/**
 * Serves one request of CloudFormation with our own function, in this process: the response is given back instead of being
 * sent. For a simulated AWS, whose clients reach it by `world.aws`; `functionSourceOf` tells which code a Lambda function
 * has. Throws for a source that is no custom resource.
 */
export async function runCustomResource(
  source: FunctionSource,
  event: CustomResourceEvent,
  options: { readonly world: FunctionWorld; readonly context: LambdaContext },
): Promise<CustomResourceResponse> {
  const load = customResources[source];
  if (load === undefined) throw new Error(`${source} is no custom resource.`);
  return settle(await load(), event, options.context, options.world);
}

/** Loaded one by one: together they bring a dozen AWS clients. */
const customResources: Readonly<Record<FunctionSource, (() => Promise<CustomResource>) | undefined>> = {
  "app-runner-domain": async () => (await import("./handlers/app-runner-domain.ts")).appRunnerDomain,
  // Runs on a schedule.
  "backlog-per-task": undefined,
  "bucket-cleaner": async () => (await import("./handlers/bucket-cleaner.ts")).bucketCleaner,
  "certificate-replicator": async () =>
    (await import("./handlers/certificate-replicator.ts")).certificateReplicator,
  "dns-delegation": async () => (await import("./handlers/dns-delegation.ts")).dnsDelegation,
  "dynamic-desired-count": async () =>
    (await import("./handlers/dynamic-desired-count.ts")).dynamicDesiredCount,
  "env-controller": async () => (await import("./handlers/env-controller.ts")).envController,
  "environment-certificate": async () =>
    (await import("./handlers/environment-certificate.ts")).environmentCertificate,
  "environment-domain": async () => (await import("./handlers/environment-domain.ts")).environmentDomain,
  "rule-priority": async () => (await import("./handlers/rule-priority.ts")).rulePriority,
  "state-machine-trigger": async () =>
    (await import("./handlers/state-machine-trigger.ts")).stateMachineTrigger,
  "unique-json-values": async () => (await import("./handlers/unique-json-values.ts")).uniqueJsonValues,
  "workload-certificate": async () =>
    (await import("./handlers/workload-certificate.ts")).workloadCertificate,
  "workload-domain": async () => (await import("./handlers/workload-domain.ts")).workloadDomain,
};
