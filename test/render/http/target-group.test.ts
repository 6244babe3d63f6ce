import { expect, test } from "vitest";
import { exposedPorts } from "../../../src/render/ecs/exposed-ports.ts";
import { httpHealthCheck, listenerRule } from "../../../src/render/http/read-listener-rule.ts";
import { healthCheckProtocolOf, targetGroup } from "../../../src/render/http/target-group.ts";
import type { RoutingRule } from "../../../src/manifest/parts/http.ts";

const ports = exposedPorts({
  workload: "front",
  sidecars: [{ name: "envoy", port: "443" }],
  rules: [],
  listeners: [],
  mainPort: 8080,
});

function propertiesFor(rule: RoutingRule): unknown {
  const surroundings = { ports, https: false, redirectToHttps: true };
  return targetGroup(listenerRule(rule, surroundings)).Properties;
}

test("a rule that says nothing gets Copilot's defaults", () => {
  expect(propertiesFor({ path: "/" })).toMatchObject({
    HealthCheckPath: "/",
    Port: 8080,
    Protocol: "HTTP",
    TargetType: "ip",
    TargetGroupAttributes: [
      { Key: "deregistration_delay.timeout_seconds", Value: 60 },
      { Key: "stickiness.enabled", Value: false },
    ],
  });
});

test("a container that listens on 443 is spoken to over TLS, its health check too", () => {
  expect(propertiesFor({ path: "/", target_container: "envoy" })).toMatchObject({
    Port: 443,
    Protocol: "HTTPS",
    HealthCheckProtocol: "HTTPS",
  });
});

test.each([
  ["a check of the target's own port has its protocol", "8080", undefined, undefined],
  ["a check of port 443 speaks TLS", "8080", 443, "HTTPS"],
  ["a check of a TLS target speaks TLS", "443", undefined, "HTTPS"],
  ["a check of another port of a TLS target does not", "443", 8081, "HTTP"],
])("%s", (_, port, checked, expected) => {
  const healthCheck = checked === undefined ? { path: "/" } : { path: "/", port: checked };
  expect(healthCheckProtocolOf({ healthCheck, target: { container: "front", port } })).toBe(expected);
});

test.each([
  ["gRPC in any case", { path: "/", version: "grpc" }, { ProtocolVersion: "GRPC" }],
  ["HTTP/2 in any case", { path: "/", version: "http2" }, { ProtocolVersion: "HTTP2" }],
  [
    "sticky sessions and an immediate deregistration",
    { path: "/", stickiness: true, deregistration_delay: 0 },
    {
      TargetGroupAttributes: [
        { Key: "deregistration_delay.timeout_seconds", Value: 0 },
        { Key: "stickiness.enabled", Value: true },
      ],
    },
  ],
  [
    "one success code, a number",
    { path: "/", healthcheck: { success_codes: "200" } },
    { Matcher: { HttpCode: 200 } },
  ],
  [
    "several success codes, a text",
    { path: "/", healthcheck: { success_codes: "200,301" } },
    { Matcher: { HttpCode: "200,301" } },
  ],
  [
    "thresholds, and durations cut to whole seconds",
    {
      path: "/",
      healthcheck: { healthy_threshold: 3, unhealthy_threshold: 5, interval: 10_900, timeout: 5000 },
    },
    {
      HealthyThresholdCount: 3,
      UnhealthyThresholdCount: 5,
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
    },
  ],
])("the target group takes %s", (_, rule, expected) => {
  expect(propertiesFor(rule)).toMatchObject(expected);
});

test.each([
  ["no health check asks the root", undefined, { path: "/" }],
  ["an empty text asks the root", "", { path: "/" }],
  ["a text is the path", "health", { path: "/health" }],
  ["a map without a path asks the root on its port", { port: 9000 }, { path: "/", port: 9000 }],
  ["an empty success code is none", { success_codes: "" }, { path: "/" }],
])("%s", (_, check, expected) => {
  expect(httpHealthCheck(check)).toEqual(expected);
});
