import { routingRules } from "../parts/http.ts";
import type { Image } from "../parts/image.ts";
import { hasLogRouter } from "../parts/logging.ts";
import type { Logging } from "../parts/logging.ts";
import { networkListeners } from "../parts/network-load-balancer.ts";
import type { Sidecars } from "../parts/sidecar.ts";
import { field, key } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { Listeners } from "./ports.ts";

/** Name of the log router's container. */
const logRouterName = "firelens_log_router";

/** The containers of a task and what they wait for. */
export interface Containers {
  readonly name: string;
  readonly image: Image;
  readonly logging?: Logging | undefined;
  readonly sidecars?: Sidecars | undefined;
}

/** Reports load balancer targets that are no container of the task, or one without a port. */
export function checkTargetContainers(listeners: Listeners, report: Report): void {
  const rules = listeners.http === undefined ? [] : routingRules(listeners.http, field(undefined, "http"));
  const targets = [
    ...rules.map(({ rule, at }) => ({ container: rule.target_container, at })),
    ...networkListeners(listeners.nlb, field(undefined, "nlb")).map(({ listener, at }) => ({
      container: listener.target_container,
      at,
    })),
  ];
  for (const { container, at } of targets) {
    if (container !== undefined) checkTarget(container, field(at, "target_container"), listeners, report);
  }
}

function checkTarget(container: string, at: FieldPath, listeners: Listeners, report: Report): void {
  const sidecars = listeners.sidecars ?? {};
  const isMain = container === listeners.name;
  if (!isMain && !Object.hasOwn(sidecars, container)) {
    const names = [listeners.name, ...Object.keys(sidecars)].join(", ");
    const message = `target_container is ${container}; the containers of this workload are ${names}.`;
    report({ code: "unknown-container", at, message });
    return;
  }
  if ((isMain ? listeners.port : sidecars[container]?.port) !== undefined) return;
  const where = isMain ? "image.port" : `sidecars.${container}.port`;
  const message = `target_container is ${container}, which exposes no port; give ${where}.`;
  report({ code: "container-port-not-exposed", at, message });
}

interface Container {
  readonly essential: boolean;
  readonly waitsFor: Readonly<Record<string, string>>;
  readonly at: FieldPath;
}

/** Reports dependencies on containers that are not there, on statuses that never come, and in a circle. */
export function checkDependencies(containers: Containers, report: Report): void {
  const all = containersOf(containers);
  for (const { waitsFor, at } of all.values()) {
    for (const [name, status] of Object.entries(waitsFor)) {
      const place = key(at, name);
      const other = all.get(name);
      if (other === undefined) {
        const message = `depends_on names ${name}; the containers of this workload are ${[...all.keys()].join(", ")}.`;
        report({ code: "unknown-container", at: place, message });
      } else if (other.essential && ["COMPLETE", "SUCCESS"].includes(status.toUpperCase())) {
        report({
          code: "invalid-dependency-status",
          at: place,
          message: `${name} is an essential container and never ends, so ${status} is never reached; use START or HEALTHY.`,
          remedy: `If ${name} is meant to end, give it essential: false.`,
        });
      }
    }
  }
  const circle = findCircle(all);
  if (circle === undefined) return;
  const [first] = circle.filter((name) => name !== containers.name);
  const start = all.get(first ?? containers.name);
  const at =
    start === undefined ? undefined : circle.length === 1 ? key(start.at, circle[0] ?? "") : start.at;
  const message =
    circle.length === 1
      ? `The container ${circle[0]} waits for itself.`
      : `These containers wait for each other in a circle: ${circle.join(", ")}.`;
  report({ code: "dependency-cycle", at, message });
}

function containersOf({ name, image, logging, sidecars }: Containers): ReadonlyMap<string, Container> {
  const all = new Map<string, Container>();
  all.set(name, {
    essential: true,
    waitsFor: image.depends_on ?? {},
    at: field(undefined, "image", "depends_on"),
  });
  if (hasLogRouter(logging))
    all.set(logRouterName, { essential: false, waitsFor: {}, at: field(undefined, "logging") });
  for (const [sidecarName, sidecar] of Object.entries(sidecars ?? {})) {
    const at = field(key(field(undefined, "sidecars"), sidecarName), "depends_on");
    all.set(sidecarName, { essential: sidecar.essential !== false, waitsFor: sidecar.depends_on ?? {}, at });
  }
  return all;
}

/** The names of one circle; undefined where there is none. */
function findCircle(all: ReadonlyMap<string, Container>): readonly string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (name: string): readonly string[] | undefined => {
    if (way.includes(name)) return way.slice(way.indexOf(name));
    if (done.has(name)) return undefined;
    way.push(name);
    for (const next of Object.keys(all.get(name)?.waitsFor ?? {})) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    way.pop();
    done.add(name);
    return undefined;
  };
  for (const name of all.keys()) {
    const circle = visit(name);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
