/** A port that a container of the task listens on. */
interface ExposedPort {
  readonly container: string;
  readonly port: number;
  /** Lower case: `tcp` or `udp`. */
  readonly protocol: string;
  /** Whether the container's own `port` says so, rather than a rule or listener that targets it. */
  readonly declared: boolean;
}

/** All ports of a task, by container and by number (copilot-model.md 5.6). */
export interface ExposedPorts {
  readonly workload: string;
  /** Ports of each container in ascending order. */
  readonly ofContainer: ReadonlyMap<string, readonly ExposedPort[]>;
  readonly containerOf: ReadonlyMap<number, string>;
}

/** What of a manifest exposes ports. Texts are as in manifests: `8080` or `8125/udp`. */
export interface PortSources {
  readonly workload: string;
  readonly sidecars: readonly { readonly name: string; readonly port: string }[];
  readonly rules: readonly PortTarget[];
  readonly listeners: readonly (PortTarget & { readonly port: string })[];
  readonly mainPort?: number;
}

/** Where a rule or listener sends its traffic, as far as the manifest says. */
export interface PortTarget {
  readonly targetContainer?: string | undefined;
  readonly targetPort?: number | undefined;
}

/** A container and its port as text, as templates carry it; the port is empty text when there is none. */
export interface TrafficTarget {
  readonly container: string;
  readonly port: string;
}

/** A port text taken apart: `53/udp` is port 53 with protocol `udp`. */
export function parsePort(text: string): { readonly port: number; readonly protocol?: string } {
  const [port, protocol] = text.split("/");
  return protocol === undefined ? { port: Number(port) } : { port: Number(port), protocol };
}

/** Collects the ports of a task. Whoever names a port number first keeps it; sidecars come first, the main port last. */
export function exposedPorts(sources: PortSources): ExposedPorts {
  const byNumber = new Map<number, ExposedPort>();
  for (const { name, port: text } of sources.sidecars) {
    const { port, protocol = "tcp" } = parsePort(text);
    byNumber.set(port, { container: name, port, protocol: protocol.toLowerCase(), declared: true });
  }
  for (const { targetContainer = sources.workload, targetPort } of sources.rules) {
    if (targetPort === undefined || byNumber.has(targetPort)) continue;
    byNumber.set(targetPort, {
      container: targetContainer,
      port: targetPort,
      protocol: "tcp",
      declared: false,
    });
  }
  for (const listener of sources.listeners) {
    const { port: listenerPort, protocol = "tcp" } = parsePort(listener.port);
    const port = listener.targetPort ?? listenerPort;
    // A TLS listener ends TLS itself and talks plain TCP to the container.
    const targetProtocol = protocol.toLowerCase() === "tls" ? "tcp" : protocol.toLowerCase();
    if (byNumber.get(port)?.protocol === targetProtocol) continue;
    const container = listener.targetContainer ?? sources.workload;
    byNumber.set(port, { container, port, protocol: targetProtocol, declared: false });
  }
  if (sources.mainPort !== undefined) {
    const { workload: container, mainPort: port } = sources;
    byNumber.set(port, { ...(byNumber.get(port) ?? { container, port, protocol: "tcp" }), declared: true });
  }
  return indexed(sources.workload, byNumber);
}

/** The port that a container declares itself; undefined when it declares none. */
function declaredPort(ports: ExposedPorts, container: string): ExposedPort | undefined {
  return ports.ofContainer.get(container)?.find((port) => port.declared);
}

/** Where a rule of an application load balancer sends its traffic; the main container and its port unless it says otherwise. */
export function ruleTarget(ports: ExposedPorts, rule: PortTarget): TrafficTarget {
  const named = namedTarget(ports, rule);
  const mainPort = declaredPort(ports, ports.workload)?.port;
  return {
    container: named.container ?? ports.workload,
    port: named.port ?? (mainPort === undefined ? "" : String(mainPort)),
  };
}

/** Where a listener of a network load balancer sends its traffic; the main container at the listener's port unless it says otherwise. */
export function listenerTarget(
  ports: ExposedPorts,
  listener: PortTarget & { readonly port: string },
): TrafficTarget {
  const { targetContainer, targetPort } = listener;
  const listenerPort = String(parsePort(listener.port).port);
  if (targetPort !== undefined) {
    const container = targetContainer ?? ports.containerOf.get(targetPort) ?? ports.workload;
    return { container, port: String(targetPort) };
  }
  if (targetContainer === undefined || targetContainer === ports.workload) {
    return { container: ports.workload, port: listenerPort };
  }
  const declared = ports.ofContainer.get(targetContainer)?.findLast((port) => port.declared);
  return { container: targetContainer, port: declared === undefined ? listenerPort : String(declared.port) };
}

/**
 * What Service Connect offers to other services: the target of the main rule when the rule names one, else the main
 * container's port. Undefined without a port, and for UDP, which Service Connect cannot carry.
 */
export function serviceConnectTarget(
  ports: ExposedPorts,
  mainRule: PortTarget | undefined,
): TrafficTarget | undefined {
  const named = mainRule === undefined ? {} : namedTarget(ports, mainRule);
  if (named.container !== undefined && named.port !== undefined) {
    return named.port === "" ? undefined : { container: named.container, port: named.port };
  }
  const main = declaredPort(ports, ports.workload);
  if (main === undefined || main.protocol === "udp") return undefined;
  return { container: ports.workload, port: String(main.port) };
}

/** What a rule says itself about its target, with the half that follows from the other half. */
function namedTarget(ports: ExposedPorts, rule: PortTarget): Partial<TrafficTarget> {
  const { targetContainer, targetPort } = rule;
  if (targetPort !== undefined) {
    const container = targetContainer ?? ports.containerOf.get(targetPort);
    return { port: String(targetPort), ...(container === undefined ? {} : { container }) };
  }
  if (targetContainer === undefined || targetContainer === ports.workload) return {};
  const declared = declaredPort(ports, targetContainer);
  return { container: targetContainer, port: declared === undefined ? "" : String(declared.port) };
}

function indexed(workload: string, byNumber: ReadonlyMap<number, ExposedPort>): ExposedPorts {
  const ofContainer = new Map<string, ExposedPort[]>();
  const containerOf = new Map<number, string>();
  for (const exposed of [...byNumber.values()].sort((a, b) => a.port - b.port)) {
    const ports = ofContainer.get(exposed.container);
    if (ports === undefined) ofContainer.set(exposed.container, [exposed]);
    else ports.push(exposed);
    containerOf.set(exposed.port, exposed.container);
  }
  return { workload, ofContainer, containerOf };
}
