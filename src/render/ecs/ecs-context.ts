import type { JsonMap } from "../../domain/template.ts";
import type { Sidecar } from "../../manifest/parts/sidecar.ts";
import type {
  BackendService,
  LoadBalancedWebService,
  ScheduledJob,
  WorkerService,
} from "../../manifest/workload-manifest.ts";
import { addonOutputs, type AddonOutputs } from "../addon-outputs.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { sortedEntries } from "../sorted.ts";
import type { SpotUse } from "./capacity.ts";
import type { RollingUpdate } from "./deployment-configuration.ts";
import { envFilesOf, type EnvFile } from "./env-files.ts";
import type { ExposedPorts, TrafficTarget } from "./exposed-ports.ts";
import type { LoadBalancing } from "./load-balancing.ts";
import { routesLogs } from "./log-router.ts";
import type { TaskNetwork } from "./network.ts";
import type { Platform } from "./platform.ts";
import { publishedTopicsOf, type PublishedTopic } from "../published-topics.ts";
import { portsOf, serviceConnectOf } from "./read-ports.ts";
import { networkOf, platformOfManifest, rollbackOf, rollingUpdateOf } from "./read-service.ts";
import { scalingOf, spotUseOf } from "./read-count.ts";
import type { RollbackRules } from "./rollback-alarms.ts";
import type { Scaling } from "./scaling.ts";
import { taskStorage, type TaskStorage } from "./task-storage.ts";
import { tracesWithXRay } from "./tracing-collector.ts";

/** The workload types that run as ECS tasks. */
export type EcsManifest = LoadBalancedWebService | BackendService | WorkerService | ScheduledJob;

/** The ECS workload types that keep tasks running. */
export type EcsServiceManifest = LoadBalancedWebService | BackendService | WorkerService;

/**
 * A manifest with its inputs and everything derived from them once, as the parts of an ECS workload's stack read it.
 * Make it with `ecsContext(manifest, inputs)`; a type with load balancers adds what they mean with `withLoadBalancing`.
 */
export interface EcsContext<Manifest extends EcsManifest = EcsManifest> {
  readonly manifest: Manifest;
  readonly inputs: WorkloadInputs;
  readonly name: string;
  readonly ports: ExposedPorts;
  readonly addons: AddonOutputs;
  /** In the order of their names. */
  readonly sidecars: readonly (readonly [string, Sidecar])[];
  readonly envFiles: readonly EnvFile[];
  readonly platform: Platform;
  readonly network: TaskNetwork;
  readonly storage: TaskStorage;
  readonly topics: readonly PublishedTopic[];
  readonly execEnabled: boolean;
  readonly tracing: boolean;
  /** Absent for a fixed number of tasks. */
  readonly scaling?: Scaling;
  readonly spot: SpotUse;
  readonly rollingUpdate: RollingUpdate;
  readonly rollback: RollbackRules;
  readonly serviceConnect: ServiceConnect;
  readonly loadBalancing?: LoadBalancing;
  /** Logical ids of a worker's queues, the default one first; empty for all others. */
  readonly queueIds: readonly string[];
  /** Variables that tell a worker's containers where its queues are. */
  readonly queueVariables: readonly JsonMap[];
}

/** What a service has of ECS Service Connect. */
export interface ServiceConnect {
  /** Whether it can call others. */
  readonly client: boolean;
  /** What others can call; the alias is empty text when it is the workload's name. */
  readonly server?: TrafficTarget & { readonly alias: string };
}

/** Derives what the parts of the stack need to know of a manifest. */
export function ecsContext<Manifest extends EcsManifest>(
  manifest: Manifest,
  inputs: WorkloadInputs,
): EcsContext<Manifest> {
  const { name } = manifest;
  const sidecars = sortedEntries(manifest.sidecars ?? {});
  const ports = portsOf(manifest);
  const scaling = scalingOf(manifest.count);
  // Copilot's template for jobs knows neither exec nor tracing, and nothing that belongs to an ECS service.
  const service: EcsServiceManifest | undefined = manifest.type === "Scheduled Job" ? undefined : manifest;
  return {
    manifest,
    inputs,
    name,
    ports,
    addons: addonOutputs(inputs.addons?.template),
    sidecars,
    envFiles: envFilesOf({
      routesLogs: routesLogs(manifest.logging),
      sidecars: sidecars.map(([sidecar]) => sidecar),
    }),
    platform: platformOfManifest(manifest.platform),
    network: networkOf(manifest.network),
    storage: taskStorage(name, manifest.storage),
    topics: publishedTopicsOf(manifest.publish),
    execEnabled: service !== undefined && (typeof service.exec === "object" || service.exec === true),
    tracing: tracesWithXRay(service?.observability),
    ...(scaling === undefined ? {} : { scaling }),
    spot: spotUseOf(manifest.count),
    rollingUpdate: rollingUpdateOf(service?.deployment),
    rollback: rollbackOf(service?.deployment),
    serviceConnect: serviceConnectOf(manifest, ports),
    queueIds: [],
    queueVariables: [],
  };
}

/** Adds what the service's load balancers mean to the other parts. */
export function withLoadBalancing<Manifest extends EcsManifest>(
  context: EcsContext<Manifest>,
  loadBalancing: LoadBalancing,
): EcsContext<Manifest> {
  return { ...context, loadBalancing };
}
