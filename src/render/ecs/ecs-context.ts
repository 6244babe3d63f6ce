import type {
  BackendService,
  LoadBalancedWebService,
  ScheduledJob,
  WorkerService,
} from "../../manifest/workload-manifest.ts";
import type { AddonOutputs } from "../addon-outputs.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { ExposedPorts } from "./exposed-ports.ts";
import type { LoadBalancing } from "./load-balancing.ts";

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
  readonly loadBalancing?: LoadBalancing;
}
