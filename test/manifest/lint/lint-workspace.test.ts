import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import type { EnvironmentManifest } from "../../../src/manifest/environment-manifest.ts";
import { lintWorkload, lintWorkspace } from "../../../src/manifest/lint/lint-workspace.ts";
import type { WorkloadByEnvironment } from "../../../src/manifest/lint/environment-differences.ts";
import { parseManifest } from "../../../src/manifest/manifest-document.ts";
import { resolveWorkload } from "../../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";

const quick = "healthcheck: {interval: 5s, healthy_threshold: 2}";

describe("one workload", () => {
  test.each([
    [
      "a pair of cpu and memory that Fargate has not",
      "Worker Service",
      "cpu: 256\nmemory: 4096",
      "unsupported-task-size",
      "memory",
    ],
    ["a cpu that Fargate has not", "Worker Service", "cpu: 300", "unsupported-task-size", "cpu"],
    [
      "a pair that App Runner has not",
      "Request-Driven Web Service",
      "cpu: 1024\nmemory: 1024",
      "unsupported-task-size",
      "memory",
    ],
    [
      "a Windows task that is too small",
      "Backend Service",
      "platform: windows/amd64\ncpu: 512\nmemory: 1024",
      "unsupported-task-size",
      "cpu",
    ],
    [
      "the load balancer's slow default check",
      "Load Balanced Web Service",
      "http: {path: /}",
      "slow-health-check",
      "http.healthcheck",
    ],
    [
      "a slow check of an additional rule",
      "Load Balanced Web Service",
      `http: {path: /, ${quick}, additional_rules: [{path: /a, healthcheck: {interval: 1m, healthy_threshold: 3}}]}`,
      "slow-health-check",
      "http.additional_rules[0].healthcheck",
    ],
    [
      "long draining",
      "Load Balanced Web Service",
      `http: {path: /, ${quick}, deregistration_delay: 5m}`,
      "slow-draining",
      "http.deregistration_delay",
    ],
    [
      "a long grace period",
      "Load Balanced Web Service",
      "http: {path: /, healthcheck: {interval: 5s, healthy_threshold: 2, grace_period: 10m}}",
      "long-grace-period",
      "http.healthcheck.grace_period",
    ],
    [
      "exec that a map with false switches on",
      "Worker Service",
      "exec: {enable: false}",
      "exec-enabled-by-map",
      "exec",
    ],
    [
      "a name for a variable and a secret",
      "Worker Service",
      "variables: {A: b}\nsecrets: {A: c}",
      "variable-is-also-secret",
      "secrets[A]",
    ],
    [
      "an alb that a Backend Service does not use",
      "Backend Service",
      `http: {path: /, alb: x, ${quick}}`,
      "ignored-field",
      "http.alb",
    ],
    ["http: true", "Load Balanced Web Service", "http: true", "ignored-field", "http"],
    [
      "an unknown tracing vendor",
      "Worker Service",
      "observability: {tracing: zipkin}",
      "ignored-field",
      "observability.tracing",
    ],
  ])("%s", (_situation, type, lines, code, field) => {
    const findings = lint([workload(`name: api\ntype: ${type}\nimage: {location: x, port: 80}\n${lines}\n`)]);
    expect(findings).toMatchObject([{ code, field, severity: "warning" }]);
  });

  test.each([
    ["Load Balanced Web Service", `image: {location: x, port: 80}\nhttp: {path: /, ${quick}}`],
    ["Worker Service", "image: {location: x}\ncpu: 1024\nmemory: 5120\nexec: true"],
    ["Request-Driven Web Service", "image: {location: x, port: 80}"],
    ["Static Site", "files: [{source: dist}]"],
  ])("a %s that surprises nobody has no finding", (type, lines) => {
    expect(lint([workload(`name: api\ntype: ${type}\n${lines}\n`)])).toEqual([]);
  });

  test.each([
    ["Api", "invalid-name"],
    ["a--b", "invalid-name"],
    ["pipelines", "invalid-name"],
    ["a".repeat(120), "name-too-long"],
  ])("the name %s is told", (name, code) => {
    expect(lint([workload(`name: ${name}\ntype: Static Site\n`)])).toMatchObject([{ code, field: "name" }]);
  });

  test("App Runner takes shorter names than stacks", () => {
    const text = `name: ${"a".repeat(36)}\ntype: Request-Driven Web Service\nimage: {location: x, port: 80}\n`;
    expect(lint([workload(text)])).toMatchObject([
      { code: "name-too-long", message: expect.stringContaining("40") },
    ]);
  });
});

test("one workload in one environment can be looked at alone, placed in its section", () => {
  const text =
    "name: wk\ntype: Worker Service\nimage: {location: x}\nenvironments:\n  prod:\n    memory: 4096\n";
  const { document, manifests } = workload(text, ["prod"]);
  const findings = Object.entries(manifests).flatMap(([environment, manifest]) =>
    lintWorkload({ document, environment, manifest }, "shop"),
  );
  expect(findings).toMatchObject([{ code: "unsupported-task-size", place: { line: 6, column: 13 } }]);
});

describe("environments of one workload", () => {
  test("a variable and a secret that one environment lacks are told where they first stand", () => {
    const text =
      "name: wk\ntype: Worker Service\nimage: {location: x}\nvariables: {ALL: x}\nenvironments:\n  prod:\n    variables:\n      ONLY: x\n    secrets:\n      KEY: y\n";
    expect(lint([workload(text, ["test", "prod"])])).toMatchObject([
      {
        code: "variable-not-in-every-environment",
        field: "environments[prod].variables[ONLY]",
        place: { line: 8 },
        message: expect.stringContaining("not in test"),
      },
      {
        code: "secret-not-in-every-environment",
        field: "environments[prod].secrets[KEY]",
        place: { line: 10 },
      },
    ]);
  });

  test("what every section gives for itself is in every environment", () => {
    const text =
      "name: wk\ntype: Worker Service\nimage: {location: x}\nenvironments:\n  test: {variables: {A: 1}}\n  prod: {variables: {A: 2}}\n";
    expect(lint([workload(text, ["test", "prod"])])).toEqual([]);
  });

  test("a finding that all environments share is told once", () => {
    const text = "name: wk\ntype: Worker Service\nimage: {location: x}\nexec: {enable: false}\n";
    expect(lint([workload(text, ["test", "prod"])])).toHaveLength(1);
  });
});

describe("workloads of one environment", () => {
  const publisher =
    "name: orders\ntype: Backend Service\nimage: {location: x}\npublish: {topics: [{name: placed}, {name: paid, fifo: true}]}\n";

  test.each([
    [
      "a service that is not there",
      "{name: placed, service: nobody}",
      "unpublished-topic",
      "subscribe.topics[0].service",
    ],
    [
      "a topic that is not published",
      "{name: shipped, service: orders}",
      "unpublished-topic",
      "subscribe.topics[0].name",
    ],
    [
      "a FIFO topic for a standard queue",
      "{name: paid, service: orders}",
      "topic-kind-differs",
      "subscribe.topics[0]",
    ],
    [
      "a standard topic for a FIFO queue",
      "{name: placed, service: orders, queue: {fifo: true}}",
      "topic-kind-differs",
      "subscribe.topics[0]",
    ],
  ])("a subscription to %s", (_situation, topic, code, field) => {
    expect(lint([workload(publisher), workload(worker(topic))])).toMatchObject([{ code, field }]);
  });

  test.each(["{name: placed, service: orders}", "{name: paid, service: orders, queue: {fifo: true}}"])(
    "the subscription %s fits",
    (topic) => {
      expect(lint([workload(publisher), workload(worker(topic))])).toEqual([]);
    },
  );

  test("two services that want the same requests are told", () => {
    const services = [
      web("one", "path: api, alias: [b.example.com, a.example.com]"),
      web("two", "path: /api/, alias: [a.example.com, b.example.com]"),
    ];
    expect(lint(services)).toMatchObject([
      { code: "duplicate-route", field: "http.path", message: expect.stringContaining("one") },
    ]);
  });

  test("without aliases two services clash only where the application has no domain", () => {
    const services = [web("one", "path: /"), web("two", "path: /")];
    expect(lint(services)).toMatchObject([{ code: "duplicate-route" }]);
    expect(lint(services, { domain: "example.com" })).toEqual([]);
  });

  test("a public and an internal load balancer do not clash", () => {
    const internal = workload(
      `name: two\ntype: Backend Service\nimage: {location: x, port: 80}\nhttp: {path: /, ${quick}}\n`,
    );
    expect(lint([web("one", "path: /"), internal])).toEqual([]);
  });

  test("the one workload that takes a secret from elsewhere than all others is told", () => {
    const three = [taking("one", "/db"), taking("two", "/db"), taking("three", "/dbx")];
    expect(lint(three)).toMatchObject([
      {
        code: "secret-source-differs",
        field: "secrets[DB]",
        message: expect.stringContaining("/db in one, two"),
      },
    ]);
    expect(lint(three.slice(1))).toEqual([]);
  });

  test("private placement costs NAT gateways in Copilot's own VPC, told once", () => {
    const both = [hidden("one"), hidden("two")];
    expect(lint(both)).toMatchObject([
      {
        code: "nat-gateway-cost",
        field: "network.vpc.placement",
        message: expect.stringContaining("2 NAT gateways"),
      },
    ]);
    const imported: EnvironmentManifest = {
      type: "Environment",
      name: "test",
      network: { vpc: { id: "vpc-1" } },
    };
    expect(lint(both, { environments: { test: imported } })).toEqual([]);
  });
});

function lint(
  workloads: readonly WorkloadByEnvironment[],
  more: {
    readonly domain?: string;
    readonly environments?: Readonly<Record<string, EnvironmentManifest>>;
  } = {},
): readonly Finding[] {
  return lintWorkspace({ application: "shop", workloads, environments: {}, ...more });
}

function workload(text: string, environments: readonly string[] = ["test"]): WorkloadByEnvironment {
  const parsed = parseManifest(text, { file: "manifest.yml" });
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.findings));
  const { document } = parsed;
  const manifests: Record<string, WorkloadManifest> = {};
  for (const environment of environments) {
    const reading = resolveWorkload(document, { environment });
    if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
    manifests[environment] = reading.manifest;
  }
  return { document, manifests };
}

function worker(topic: string): string {
  return `name: mail\ntype: Worker Service\nimage: {location: x}\nsubscribe: {topics: [${topic}]}\n`;
}

function web(name: string, rule: string): WorkloadByEnvironment {
  return workload(
    `name: ${name}\ntype: Load Balanced Web Service\nimage: {location: x, port: 80}\nhttp: {${quick}, ${rule}}\n`,
  );
}

function taking(name: string, source: string): WorkloadByEnvironment {
  return workload(`name: ${name}\ntype: Worker Service\nimage: {location: x}\nsecrets: {DB: ${source}}\n`);
}

function hidden(name: string): WorkloadByEnvironment {
  return workload(
    `name: ${name}\ntype: Worker Service\nimage: {location: x}\nnetwork: {vpc: {placement: private}}\n`,
  );
}
