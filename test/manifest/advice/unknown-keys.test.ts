import { describe, expect, test } from "vitest";
import { readEnvironmentManifest } from "../../../src/manifest/read-environment-manifest.ts";
import { readPipelineManifest } from "../../../src/manifest/read-pipeline-manifest.ts";
import { readWorkloadManifest } from "../../../src/manifest/read-workload-manifest.ts";

const lbws = "Load Balanced Web Service";

describe("mistakes that real manifests make say where the key belongs", () => {
  test.each([
    ["Scheduled Job", "on: {schedule: none, timeout: 5m}", "on.timeout", "at the top level"],
    ["Scheduled Job", "on: {schedule: none, retries: 2}", "on.retries", "at the top level"],
    [
      lbws,
      "count: {range: 1-2, cpu_percentage: 5, spot_from: 2}",
      "count.spot_from",
      "count.range.spot_from",
    ],
    [
      lbws,
      "environments: {prod: {count: {range: 1-2, cpu_percentage: 5, spot_from: 2}}}",
      "environments[prod].count.spot_from",
      "count.range.spot_from",
    ],
    [lbws, "image: {build: ., target: x}", "image.target", "image.build.target"],
    [lbws, "image: {build: ., args: {A: b}}", "image.args", "image.build.args"],
    [lbws, "image: {build: ., context: x}", "image.context", "image.build.context"],
    [lbws, "image: {build: ., platform: linux/arm64}", "image.platform", "at the top level"],
    [
      lbws,
      "image: {build: {context: ., platforms: [linux/arm64]}}",
      "image.build.platforms",
      "platform: linux/arm64",
    ],
    [lbws, "image: {build: ., command: x}", "image.command", "at the top level"],
    [lbws, "image: {build: ., healthCheck: {}}", "image.healthCheck", "spelt healthcheck"],
    [lbws, "http: {path: /, interval: 5s}", "http.interval", "http.healthcheck.interval"],
    [lbws, "http: {path: /, timeout: 5s}", "http.timeout", "http.healthcheck.timeout"],
    [
      lbws,
      "http: {path: /, healthy_threshold: 2}",
      "http.healthy_threshold",
      "http.healthcheck.healthy_threshold",
    ],
    [lbws, "http: {path: /, port: 80}", "http.port", "image.port"],
    [lbws, "http: {path: /, public: {}}", "http.public", "environment's manifest"],
    [lbws, "http: {path: /, private: {}}", "http.private", "environment's manifest"],
    [
      lbws,
      "http: {path: /, healthcheck: {path: /, retries: 3}}",
      "http.healthcheck.retries",
      "unhealthy_threshold",
    ],
    [
      lbws,
      "http: {path: /, healthcheck: {path: /, start_period: 3s}}",
      "http.healthcheck.start_period",
      "grace_period",
    ],
    [
      lbws,
      "http: {path: /, healthcheck: {path: /, success_code: 200}}",
      "http.healthcheck.success_code",
      "spelt success_codes",
    ],
    [
      lbws,
      "image: {build: ., healthcheck: {retries: 1, grace_period: 5s}}",
      "image.healthcheck.grace_period",
      "start_period",
    ],
    [
      lbws,
      "sidecars: {n: {image: {location: x, depends_on: {api: start}}}}",
      "sidecars[n].image.depends_on",
      "sidecars.<name>.depends_on",
    ],
    [lbws, "healthcheck: /", "healthcheck", "http.healthcheck"],
    [lbws, "port: 80", "port", "image.port"],
    [lbws, "build: .", "build", "image.build"],
    [lbws, "environments: {prod: {build: .}}", "environments[prod].build", "image.build"],
    [lbws, "environments: {prod: {LOG_LEVEL: debug}}", "environments[prod].LOG_LEVEL", "variables"],
    [lbws, "network: {placement: private}", "network.placement", "network.vpc.placement"],
    [lbws, "capacityProviders: []", "capacityProviders", "count.spot"],
    [lbws, "autoscaling: {}", "autoscaling", "count.range"],
    [lbws, "tags: {a: b}", "tags", "Request-Driven Web Service"],
    [lbws, "permissions: []", "permissions", "addons"],
    [lbws, "task_role: x", "task_role", "ManagedPolicy"],
    [lbws, "execution_role: x", "execution_role", "override"],
    [lbws, "environment: {}", "environment", "variables"],
    [lbws, "circuit_breaker: true", "circuit_breaker", "always on"],
    [lbws, "port_mappings: []", "port_mappings", "image.port"],
    [lbws, "certificate_arn: x", "certificate_arn", "http.public.certificates"],
    [lbws, "https: true", "https", "http.public.certificates"],
    [lbws, "cdn: true", "cdn", "environment's manifest"],
    [
      lbws,
      "observability: {container_insights: true}",
      "observability.container_insights",
      "environment's manifest",
    ],
    ["Request-Driven Web Service", "http: {path: /}", "http.path", "only a Load Balanced Web Service"],
    ["Request-Driven Web Service", "env_file: x.env", "env_file", "has no env_file"],
    ["Scheduled Job", "image: {build: ., port: 80}", "image.port", "Scheduled Job has no image.port"],
    [lbws, "storage: {instances: 2}", "storage.instances", "nothing reads such a key"],
  ])("in a %s: %s", (type, line, field, advice) => {
    const text = `name: api\ntype: ${type}\n${line}\n`;
    const reading = readWorkloadManifest(text, { file: "m", leaveOut: "validation" });
    expect(reading).toMatchObject({
      kind: "read",
      warnings: [
        { code: "unknown-key", severity: "warning", field, message: expect.stringContaining(advice) },
      ],
    });
  });

  test.each([
    ["variables: {}", "variables", "manifests of the workloads"],
    ["count: 2", "count", "manifests of the workloads"],
    ["tags: {a: b}", "tags", "application's"],
    ["container_insights: true", "container_insights", "observability.container_insights"],
    ["http: {private: {ingress: {from_vpc: true}}}", "http.private.ingress.from_vpc", "ingress: {vpc: true}"],
    ["network: {vpc: {flowlogs: true}}", "network.vpc.flowlogs", "spelt flow_logs"],
  ])("in an environment: %s", (line, field, advice) => {
    const reading = readEnvironmentManifest(`name: prod\ntype: Environment\n${line}\n`, { file: "m" });
    expect(reading).toMatchObject({
      warnings: [{ code: "unknown-key", field, message: expect.stringContaining(advice) }],
    });
  });

  test("in a pipeline", () => {
    const reading = readPipelineManifest(
      "name: p\nversion: 1\nstages:\n  - name: test\n    require_approval: true\n",
      { file: "m" },
    );
    expect(reading).toMatchObject({
      warnings: [
        { field: "stages[0].require_approval", message: expect.stringContaining("spelt requires_approval") },
      ],
    });
  });
});

test("keys that begin with x- hold anchors and are no mistake", () => {
  const text = "name: s\ntype: Static Site\nx-http: &h {alias: a}\nhttp: *h\n";
  expect(readWorkloadManifest(text, { file: "m" })).toMatchObject({ kind: "read", warnings: [] });
});
