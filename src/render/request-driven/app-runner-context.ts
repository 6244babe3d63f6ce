import type { HttpHealthCheck } from "../../manifest/parts/http.ts";
import type { Placement } from "../../manifest/parts/network.ts";
import type { RequestDrivenWebService } from "../../manifest/workload-manifest.ts";
import { addonOutputs, type AddonOutputs } from "../addon-outputs.ts";
import { publishedTopicsOf, type PublishedTopic } from "../published-topics.ts";
import { tracesWithXRay } from "../ecs/tracing-collector.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { RenderRefusal } from "../refusal.ts";

/** A Request-Driven Web Service with its inputs and everything derived from them once. */
export interface AppRunnerContext {
  readonly manifest: RequestDrivenWebService;
  readonly inputs: WorkloadInputs;
  readonly name: string;
  readonly addons: AddonOutputs;
  readonly topics: readonly PublishedTopic[];
  readonly tracing: boolean;
  readonly hasSecrets: boolean;
  readonly hasHealthCheck: boolean;
  readonly ingress: Ingress;
  readonly egress: Egress;
}

/** Who reaches the service: everyone, or only the environment's VPC, over a VPC endpoint of the environment's or a given one. */
type Ingress =
  | { readonly kind: "public" }
  | { readonly kind: "environment-endpoint" }
  | { readonly kind: "given-endpoint"; readonly id: string };

/** What the service itself reaches: the internet, or through a VPC connector the environment's subnets or given ones. */
type Egress =
  | { readonly kind: "internet" }
  | { readonly kind: "environment-subnets"; readonly name: "PublicSubnets" | "PrivateSubnets" }
  | { readonly kind: "given-subnets"; readonly ids: readonly string[] };

/** Derives what the parts of the stack need to know of a manifest. */
export function appRunnerContext(
  manifest: RequestDrivenWebService,
  inputs: WorkloadInputs,
): AppRunnerContext {
  const addons = addonOutputs(inputs.addons?.template);
  return {
    manifest,
    inputs,
    name: manifest.name,
    addons,
    topics: publishedTopicsOf(manifest.publish),
    tracing: tracesWithXRay(manifest.observability),
    hasSecrets: Object.keys(manifest.secrets ?? {}).length > 0 || addons.secrets.length > 0,
    hasHealthCheck: hasHealthCheck(manifest.http?.healthcheck),
    ingress: ingressOf(manifest),
    egress: egressOf(manifest.network?.vpc?.placement),
  };
}

/** Names of the environment's parameters that must list the service. */
export function environmentParametersOf({ ingress, egress }: AppRunnerContext): readonly string[] {
  const usesNat = egress.kind === "environment-subnets" && egress.name === "PrivateSubnets";
  return [
    ...(ingress.kind === "environment-endpoint" ? ["AppRunnerPrivateWorkloads"] : []),
    ...(usesNat ? ["NATWorkloads"] : []),
  ];
}

function ingressOf({ http }: RequestDrivenWebService): Ingress {
  const restricted = http?.private;
  if (restricted === true) return { kind: "environment-endpoint" };
  if (typeof restricted !== "object" || restricted.endpoint === undefined) return { kind: "public" };
  return { kind: "given-endpoint", id: restricted.endpoint };
}

function egressOf(placement: Placement | undefined): Egress {
  if (placement === undefined) return { kind: "internet" };
  if (typeof placement === "string") {
    return {
      kind: "environment-subnets",
      name: placement === "private" ? "PrivateSubnets" : "PublicSubnets",
    };
  }
  const { subnets } = placement;
  if (subnets.kind === "from_tags") throw notLookedUp();
  return subnets.ids.length === 0 ? { kind: "internet" } : { kind: "given-subnets", ids: subnets.ids };
}

function hasHealthCheck(check: string | HttpHealthCheck | undefined): boolean {
  if (typeof check !== "object") return check !== undefined && check !== "";
  return Object.values(check).some((value) => value !== undefined);
}

function notLookedUp(): RenderRefusal {
  return new RenderRefusal({
    code: "subnets-not-looked-up",
    field: "network.vpc.placement.subnets.from_tags",
    message: "network.vpc.placement.subnets.from_tags must be looked up and replaced by ids before rendering",
  });
}
