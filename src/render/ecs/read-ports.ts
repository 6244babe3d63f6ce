import type { ImageWithPort } from "../../manifest/parts/image.ts";
import type { RoutingRule } from "../../manifest/parts/http.ts";
import type { NetworkListener } from "../../manifest/parts/network-load-balancer.ts";
import type { EcsManifest, ServiceConnect } from "./ecs-context.ts";
import { exposedPorts, serviceConnectTarget, type ExposedPorts, type PortTarget } from "./exposed-ports.ts";

/** The ports of a manifest's containers, from sidecars, rules, listeners and the main image. */
export function portsOf(manifest: EcsManifest): ExposedPorts {
  const image: ImageWithPort = manifest.image;
  return exposedPorts({
    workload: manifest.name,
    sidecars: Object.entries(manifest.sidecars ?? {}).flatMap(([name, { port }]) =>
      port === undefined ? [] : [{ name, port }],
    ),
    rules: rulesOf(manifest).map(targetOf),
    listeners: listenersOf(manifest),
    ...(image.port === undefined ? {} : { mainPort: image.port }),
  });
}

/** What a manifest's `network.connect` and its ports make of Service Connect. */
export function serviceConnectOf(manifest: EcsManifest, ports: ExposedPorts): ServiceConnect {
  const { connect } = manifest.network;
  const alias = typeof connect === "object" ? connect.alias : undefined;
  const client = connect === true || alias !== undefined;
  if (manifest.type !== "Load Balanced Web Service" && manifest.type !== "Backend Service") return { client };
  const [mainRule] = rulesOf(manifest);
  const target = serviceConnectTarget(ports, mainRule === undefined ? undefined : targetOf(mainRule));
  return target === undefined ? { client } : { client, server: { ...target, alias: alias ?? "" } };
}

/** The rules of the application load balancer, the main one first. */
function rulesOf(manifest: EcsManifest): readonly RoutingRule[] {
  if (manifest.type !== "Load Balanced Web Service" && manifest.type !== "Backend Service") return [];
  const { http } = manifest;
  if (typeof http !== "object") return [];
  return [http, ...(http.additional_rules ?? [])];
}

function targetOf({ target_container, target_port }: RoutingRule | NetworkListener): PortTarget {
  return { targetContainer: target_container, targetPort: target_port };
}

function listenersOf(manifest: EcsManifest): readonly (PortTarget & { readonly port: string })[] {
  if (manifest.type !== "Load Balanced Web Service" || manifest.nlb === undefined) return [];
  const listeners: readonly NetworkListener[] = [manifest.nlb, ...(manifest.nlb.additional_listeners ?? [])];
  return listeners.flatMap((listener) =>
    listener.port === undefined ? [] : [{ port: listener.port, ...targetOf(listener) }],
  );
}
