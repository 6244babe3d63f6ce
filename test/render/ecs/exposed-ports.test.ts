import { expect, test } from "vitest";
import {
  exposedPorts,
  listenerTarget,
  parsePort,
  ruleTarget,
  serviceConnectTarget,
  type PortSources,
} from "../../../src/render/ecs/exposed-ports.ts";

function portsOf(changes: Partial<PortSources>): ReturnType<typeof exposedPorts> {
  return exposedPorts({ workload: "api", sidecars: [], rules: [], listeners: [], ...changes });
}

const withProxy = portsOf({ mainPort: 8080, sidecars: [{ name: "nginx", port: "80" }] });

test("a port text names a number and, after a slash, a protocol", () => {
  expect(parsePort("8080")).toEqual({ port: 8080 });
  expect(parsePort("53/udp")).toEqual({ port: 53, protocol: "udp" });
});

test("the ports of a container come in ascending order, whoever named them", () => {
  const ports = portsOf({ mainPort: 8080, rules: [{ targetPort: 9090 }, { targetPort: 3000 }] });
  expect(ports.ofContainer.get("api")?.map(({ port }) => port)).toEqual([3000, 8080, 9090]);
});

test("a number belongs to the first that names it: sidecars before rules before the main container", () => {
  const ports = portsOf({
    mainPort: 80,
    sidecars: [{ name: "nginx", port: "80" }],
    rules: [{ targetPort: 80, targetContainer: "api" }],
  });
  expect(ports.containerOf.get(80)).toBe("nginx");
  expect(ports.ofContainer.has("api")).toBe(false);
});

test.each([
  ["a listener exposes its own port on the main container", { port: "53/udp" }, "api", 53, "udp"],
  [
    "a listener that ends TLS talks TCP to its target",
    { port: "443/tls", targetPort: 8443 },
    "api",
    8443,
    "tcp",
  ],
  [
    "a listener exposes a port of the container it targets",
    { port: "81", targetContainer: "nginx" },
    "nginx",
    81,
    "tcp",
  ],
])("%s", (_, listener, container, port, protocol) => {
  const ports = portsOf({ mainPort: 8080, sidecars: [{ name: "nginx", port: "80" }], listeners: [listener] });
  expect(ports.ofContainer.get(container)?.find((exposed) => exposed.port === port)).toMatchObject({
    protocol,
  });
});

test.each([
  ["nothing goes to the main container's port", {}, "api", "8080"],
  ["a container goes to the port that it declares", { targetContainer: "nginx" }, "nginx", "80"],
  ["a port goes to the container that has it", { targetPort: 80 }, "nginx", "80"],
  ["a port that no container has goes to the main one", { targetPort: 9999 }, "api", "9999"],
  ["both goes there", { targetContainer: "nginx", targetPort: 81 }, "nginx", "81"],
  ["the main container goes to its own port", { targetContainer: "api" }, "api", "8080"],
  ["a container without a port goes nowhere", { targetContainer: "init" }, "init", ""],
])("a rule that names %s", (_, rule, container, port) => {
  expect(ruleTarget(withProxy, rule)).toEqual({ container, port });
});

test.each([
  ["nothing but its port goes to that port", { port: "443/tls" }, "api", "443"],
  [
    "a container goes to the port that it declares",
    { port: "443/tls", targetContainer: "nginx" },
    "nginx",
    "80",
  ],
  [
    "a container without a port goes to the listener's",
    { port: "25", targetContainer: "init" },
    "init",
    "25",
  ],
  ["a port goes to the container that has it", { port: "25", targetPort: 80 }, "nginx", "80"],
  ["both goes there", { port: "25", targetPort: 82, targetContainer: "init" }, "init", "82"],
])("a listener that names %s", (_, listener, container, port) => {
  expect(listenerTarget(withProxy, listener)).toEqual({ container, port });
});

test.each([
  ["the main container's port without a rule", undefined, { container: "api", port: "8080" }],
  ["the main container's port when the rule names no target", {}, { container: "api", port: "8080" }],
  ["the target that the main rule names", { targetPort: 80 }, { container: "nginx", port: "80" }],
  ["nothing when the rule's target has no port", { targetContainer: "init" }, undefined],
])("Service Connect offers %s", (_, rule, target) => {
  expect(serviceConnectTarget(withProxy, rule)).toEqual(target);
});

test.each([
  ["no port", portsOf({})],
  ["a port that a sidecar has taken", portsOf({ mainPort: 80, sidecars: [{ name: "nginx", port: "80" }] })],
  ["only a port that a rule names", portsOf({ rules: [{ targetPort: 80 }] })],
])("Service Connect offers nothing of a main container with %s", (_, ports) => {
  expect(serviceConnectTarget(ports, undefined)).toBeUndefined();
});

test("Service Connect cannot carry UDP", () => {
  const ports = portsOf({ mainPort: 53, listeners: [{ port: "53/udp" }] });
  expect(serviceConnectTarget(ports, undefined)).toBeUndefined();
});
