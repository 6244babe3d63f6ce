import { scriptHash } from "./bundle.ts";
import { functionSources } from "./catalog.ts";
import type { FunctionSource } from "./catalog.ts";
import type { CustomResource } from "./custom-resource/custom-resource.ts";
import type { CustomResourceEvent, CustomResourceResponse, LambdaContext } from "./custom-resource/event.ts";
import { settle } from "./custom-resource/settle.ts";
import type { FunctionWorld } from "./custom-resource/world.ts";

/** Our functions in this process, for a simulated AWS. */
export interface OwnFunctions {
  /** Which of them a Lambda function runs, by the key of its code; undefined for code that is not of this version's making. */
  sourceOf(key: string): FunctionSource | undefined;
  /**
   * Serves one request of CloudFormation: the response is given back instead of being sent, and the clients reach AWS by
   * `world.aws`. Rejects only for a source that is no custom resource.
   */
  run(
    source: FunctionSource,
    event: CustomResourceEvent,
    options: { readonly world: FunctionWorld; readonly context: LambdaContext },
  ): Promise<CustomResourceResponse>;
}

/**
 * Loads all of them, with the dozen AWS clients that they bring. Once loaded they read no file: a simulated clock, which
 * does not see that a module is being loaded, would run past a function's time meanwhile.
 */
export async function loadOwnFunctions(): Promise<OwnFunctions> {
  const resources = await loadCustomResources();
  const sources = new Map<string, FunctionSource>();
  for (const source of functionSources()) sources.set(await scriptHash(source), source);
  return {
    sourceOf: (key) => sources.get(/\/([0-9a-f]{64})\.zip$/.exec(key)?.[1] ?? ""),
    async run(source, event, { world, context }) {
      const resource = resources[source];
      if (resource === undefined) throw new Error(`${source} is no custom resource.`);
      return settle(resource, event, context, world);
    },
  };
}

async function loadCustomResources(): Promise<Readonly<Partial<Record<FunctionSource, CustomResource>>>> {
  return {
    "app-runner-domain": (await import("./handlers/app-runner-domain.ts")).appRunnerDomain,
    "bucket-cleaner": (await import("./handlers/bucket-cleaner.ts")).bucketCleaner,
    "certificate-replicator": (await import("./handlers/certificate-replicator.ts")).certificateReplicator,
    "dns-delegation": (await import("./handlers/dns-delegation.ts")).dnsDelegation,
    "dynamic-desired-count": (await import("./handlers/dynamic-desired-count.ts")).dynamicDesiredCount,
    "env-controller": (await import("./handlers/env-controller.ts")).envController,
    "environment-certificate": (await import("./handlers/environment-certificate.ts")).environmentCertificate,
    "environment-domain": (await import("./handlers/environment-domain.ts")).environmentDomain,
    "rule-priority": (await import("./handlers/rule-priority.ts")).rulePriority,
    "state-machine-trigger": (await import("./handlers/state-machine-trigger.ts")).stateMachineTrigger,
    "unique-json-values": (await import("./handlers/unique-json-values.ts")).uniqueJsonValues,
    "workload-certificate": (await import("./handlers/workload-certificate.ts")).workloadCertificate,
    "workload-domain": (await import("./handlers/workload-domain.ts")).workloadDomain,
  };
}
