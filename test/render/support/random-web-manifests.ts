import * as fc from "fast-check";
import type { Json, JsonMap } from "../../../src/domain/template.ts";

/** The types that are reached from outside. */
export type WebType = "Load Balanced Web Service" | "Request-Driven Web Service" | "Static Site";

/** Any manifest of a type that is reached from outside, with any of its routing, names and networks; some are invalid. */
export function randomWebManifest(type: WebType): fc.Arbitrary<JsonMap> {
  switch (type) {
    case "Load Balanced Web Service":
      return loadBalanced;
    case "Request-Driven Web Service":
      return requestDriven;
    case "Static Site":
      return staticSite;
  }
}

/** Each field in one manifest of four: of many that exclude each other, few stand together then. */
function record(fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonMap> {
  const entries = Object.entries(fields).map(([name, value]) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<readonly (readonly [string, Json])[]>([]) },
      { weight: 1, arbitrary: value.map((found): readonly (readonly [string, Json])[] => [[name, found]]) },
    ),
  );
  return fc.tuple(...entries).map((chosen) => Object.fromEntries(chosen.flat()));
}

function of(...values: readonly Json[]): fc.Arbitrary<Json> {
  return fc.constantFrom(...values);
}

const alias = of(
  "web.example.com",
  ["web.example.com", "api.shop.example.com"],
  [
    { name: "web.example.com", hosted_zone: "Z111" },
    { name: "other.example.com", hosted_zone: "Z222" },
  ],
);

const rule = {
  path: of("/", "orders", "/orders/*"),
  alias,
  hosted_zone: of("Z333"),
  healthcheck: of("/ready", {
    path: "/ready",
    port: 8443,
    success_codes: "200,301",
    healthy_threshold: 3,
    unhealthy_threshold: 2,
    interval: "20s",
    timeout: "10s",
    grace_period: "90s",
  }),
  deregistration_delay: of("10s", "1m"),
  target_container: of("proxy", "web"),
  target_port: of(8080, 443, 9000),
  stickiness: fc.boolean(),
  allowed_source_ips: of(["10.0.0.0/8"], ["10.0.0.0/8", "192.0.2.1/32", "198.51.100.0/24"]),
  redirect_to_https: fc.boolean(),
  version: of("http1", "http2", "grpc"),
};

const http = fc
  .tuple(record(rule), fc.array(record(rule), { maxLength: 2 }), record({ alb: of("shared") }))
  .map(([main, others, imported]): Json => {
    const additional = others.map(({ healthcheck: _checked, ...other }, index) => ({
      ...other,
      path: `/more${index}`,
    }));
    return {
      path: "/",
      ...main,
      ...imported,
      ...(additional.length === 0 ? {} : { additional_rules: additional }),
    };
  });

const listener = {
  port: of("80", "443/tls", "53/udp", "9000/tcp"),
  healthcheck: of(
    { port: 80 },
    { healthy_threshold: 3, unhealthy_threshold: 3, interval: "10s", timeout: "10s" },
  ),
  target_container: of("proxy"),
  target_port: of(8080, 53),
  ssl_policy: of("ELBSecurityPolicy-TLS13-1-2-2021-06"),
  stickiness: fc.boolean(),
  deregistration_delay: of("1m"),
};

const nlb = fc
  .tuple(record(listener), fc.array(record(listener), { maxLength: 2 }), record({ alias }))
  .map(([main, others, named]): Json => ({
    port: "80",
    ...main,
    ...named,
    ...(others.length === 0
      ? {}
      : { additional_listeners: others.map((other, index) => ({ ...other, port: `${7000 + index}/tcp` })) }),
  }));

const loadBalanced = record({
  http: fc.oneof(http, of(false)),
  nlb,
  platform: of("linux/arm64", "windows/amd64", {
    osfamily: "windows_server_2022_core",
    architecture: "x86_64",
  }),
  sidecars: of(
    { proxy: { image: "envoy", port: 9000, variables: { A: "b" }, depends_on: { web: "start" } } },
    { proxy: { image: { build: "./proxy" }, port: "9000/tcp", essential: false } },
  ),
  count: of(
    0,
    3,
    { range: "1-4", cpu_percentage: 50, memory_percentage: { value: 60, cooldown: { in: "1m", out: "2m" } } },
    { range: { min: 1, max: 5, spot_from: 2 }, requests: 100, response_time: "2s" },
    { spot: 2 },
  ),
  network: of(
    { connect: true },
    { connect: { alias: "front" } },
    { vpc: { placement: "private", security_groups: ["sg-1", { from_cfn: "shared-sg" }] } },
    { vpc: { placement: { subnets: ["subnet-1"] } } },
  ),
  storage: of(
    { ephemeral: 40, readonly_fs: true },
    {
      volumes: {
        data: { path: "/data", efs: true },
        old: { path: "/old", efs: { id: "fs-1", root_dir: "/a" } },
      },
    },
  ),
  publish: of({
    topics: [{ name: "orders" }, { name: "paid", fifo: { content_based_deduplication: true } }],
  }),
  deployment: of(
    { rolling: "recreate" },
    { rollback_alarms: { cpu_utilization: 70 } },
    { rollback_alarms: ["own"] },
  ),
  exec: of(true, false, { enable: false }),
  observability: of({ tracing: "awsxray" }),
  logging: of({ retention: 7 }, { destination: { Name: "cloudwatch" }, env_file: "log.env" }),
  env_file: of("web.env"),
  variables: of({ LOG_LEVEL: "info", TABLE: { from_cfn: "shared-table" } }),
  secrets: of({ KEY: "/shop/key", DB: { secretsmanager: "db:password" }, X: { from_cfn: "secret" } }),
  command: of("run --fast", ["run", "5"]),
  taskdef_overrides: of([{ path: "ContainerDefinitions[0].Ulimits[-].Name", value: "nofile" }]),
}).map((rest) => ({
  name: "web",
  type: "Load Balanced Web Service",
  image: { location: "nginx", port: 8080, healthcheck: { command: ["CMD", "/check"] } },
  http: { path: "/" },
  ...rest,
}));

const requestDriven = record({
  http: record({
    alias: of("front.example.com"),
    private: of(true, false, { endpoint: "vpce-1" }),
    healthcheck: of("/ready", {
      path: "/ready",
      interval: "10s",
      timeout: "5s",
      healthy_threshold: 2,
      unhealthy_threshold: 3,
    }),
  }),
  network: of(
    { vpc: { placement: "private" } },
    { vpc: { placement: { subnets: ["subnet-1", "subnet-2"] } } },
  ),
  count: of("high-availability/3"),
  cpu: of(1024, 2048),
  memory: of(2048, 4096),
  command: of("run --fast"),
  variables: of({ LOG_LEVEL: "info", TABLE: { from_cfn: "shared-table" } }),
  secrets: of({ KEY: "/shop/key", DB: { secretsmanager: "db" } }),
  publish: of({ topics: [{ name: "orders" }, { name: "paid", fifo: true }] }),
  observability: of({ tracing: "awsxray" }),
  tags: of({ team: "front" }),
}).map((rest) => ({
  name: "front",
  type: "Request-Driven Web Service",
  image: { location: "public.ecr.aws/acme/front:1", port: 8080 },
  ...rest,
}));

const staticSite = record({
  http: record({
    alias: of("docs.example.com", "docs.test.shop.example.com"),
    certificate: of("arn:aws:acm:us-east-1:111122223333:certificate/1"),
  }),
  files: of(
    [{ source: "dist", recursive: true, exclude: "*.map", destination: "docs" }],
    [{ source: "index.html" }],
  ),
}).map((rest) => ({ name: "docs", type: "Static Site", files: [{ source: "dist" }], ...rest }));
