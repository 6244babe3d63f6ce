import * as fc from "fast-check";
import type { Json, JsonMap } from "../../../src/domain/template.ts";
import { isJsonMap } from "../../../src/template/json-pointer.ts";

/** Types of workloads that the generator knows. */
export type EcsType = "Backend Service" | "Worker Service" | "Scheduled Job";

/** A manifest as data, as a person could have written it: any of its fields may be missing. */
export function randomManifest(type: EcsType): fc.Arbitrary<JsonMap> {
  switch (type) {
    case "Backend Service":
      return fc
        .tuple(task(type), service, record({ http: routing }), fc.boolean())
        .map(([base, own, http, hasPort]) => consistent(withPort({ ...base, ...own, ...http }, hasPort)));
    case "Worker Service":
      return fc
        .tuple(task(type), service, record({ subscribe }))
        .map(([base, own, subscription]) => consistent({ ...base, ...own, ...subscription }));
    case "Scheduled Job":
      return fc
        .tuple(task(type), schedule, record({ timeout: fc.constant("90s"), retries: fc.nat(5) }))
        .map(([base, on, limits]) => consistent({ ...base, on: { schedule: on }, ...limits }));
  }
}

/** A map of which every key may be missing. */
function record(fields: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonMap> {
  return fc
    .record(fields, { requiredKeys: [] })
    .map((found) =>
      Object.fromEntries(
        Object.entries(found).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
    );
}

const name = fc.stringMatching(/^[a-z][a-z0-9]{1,12}(?:-[a-z0-9]{1,6})?$/);
const text = fc.stringMatching(/^[a-zA-Z0-9 .:/_-]{0,20}$/);
const exported: fc.Arbitrary<Json> = name.map((exportName) => ({ from_cfn: exportName }));
const textOrExport = fc.oneof(text, exported);
const variables = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), textOrExport, { maxKeys: 3 });
const secret = fc.oneof(
  name,
  exported,
  name.map((secretName) => ({ secretsmanager: secretName })),
);
const secrets = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), secret, { maxKeys: 3 });
const duration = fc.constantFrom("10s", "1m30s", "2h", "500ms");
const command = fc.oneof(fc.constantFrom("sh -c 'echo start'", "run"), fc.array(text, { maxLength: 3 }));

const healthcheck = record({
  command: fc.constant(["CMD", "/check"]),
  interval: duration,
  retries: fc.nat(9),
  timeout: duration,
  start_period: duration,
});

const efs = fc.oneof(
  fc.boolean(),
  fc.constantFrom<Json>(
    { id: "fs-1", root_dir: "/data" },
    { id: { from_cfn: "shared-fs" } },
    { id: "fs-2", auth: { iam: true, access_point_id: "fsap-1" } },
  ),
);

const storage = record({
  ephemeral: fc.integer({ min: 20, max: 200 }),
  readonly_fs: fc.boolean(),
  volumes: fc.tuple(efs, fc.boolean(), fc.boolean()).map(([files, readOnly, both]) => ({
    files: { path: "/files", read_only: readOnly, efs: files },
    ...(both ? { scratch: { path: "/scratch" } } : {}),
  })),
});

const sidecar = record({
  essential: fc.boolean(),
  credentialsParameter: fc.constant("arn:aws:secretsmanager:eu-west-1:1:secret:registry"),
  variables,
  secrets,
  command,
  healthcheck,
  labels: fc.constant({ "com.example.team": "core" }),
  env_file: fc.constant("side.env"),
});

const sidecars = fc
  .uniqueArray(name, { maxLength: 3 })
  .chain((names) => fc.tuple(fc.constant(names), fc.array(sidecar, { minLength: 3, maxLength: 3 })))
  .map(([names, found]) =>
    Object.fromEntries(
      names.map((own, index) => [
        `s-${own}`,
        { image: "envoy:1", port: String(9000 + index), ...found[index] },
      ]),
    ),
  );

const logging = record({
  retention: fc.constantFrom(7, 30),
  image: fc.constant("fluent-bit:2"),
  destination: fc.constant({ Name: "cloudwatch", log_group_name: "/own" }),
  enableMetadata: fc.boolean(),
  secretOptions: secrets,
  configFilePath: fc.constant("/extra.conf"),
  variables,
  secrets,
  env_file: fc.constant("log.env"),
});

const placement = fc.constantFrom<Json>("public", "private", { subnets: ["subnet-1", "subnet-2"] });
const groups: fc.Arbitrary<Json> = fc.array(fc.oneof(fc.constantFrom<Json>("sg-1"), exported), {
  maxLength: 2,
});
const vpc = record({
  placement,
  security_groups: fc.oneof(
    groups,
    fc.tuple(groups, fc.boolean()).map(([list, deny]) => ({ groups: list, deny_default: deny })),
  ),
});

const network = record({
  vpc,
  connect: fc.oneof(
    fc.boolean(),
    name.map((alias) => ({ alias })),
  ),
});

const topics = fc
  .uniqueArray(name, { maxLength: 2 })
  .chain((names) => fc.tuple(fc.constant(names), fc.boolean()))
  .map(([names, fifo]) => ({ topics: names.map((topic) => ({ name: topic, fifo })) }));

function task(type: EcsType): fc.Arbitrary<JsonMap> {
  const fields = record({
    platform: fc.constantFrom("linux/arm64", "linux/amd64"),
    entrypoint: command,
    command,
    exec: fc.boolean(),
    variables,
    secrets,
    env_file: fc.constant("app.env"),
    storage,
    sidecars,
    logging,
    network,
    publish: topics,
    taskdef_overrides: fc.constant([{ path: "ContainerDefinitions[0].Ulimits[-].Name", value: "nofile" }]),
  });
  return fc
    .tuple(name, fields)
    .map(([own, rest]) => ({ name: own, type, image: { location: "nginx" }, ...rest }));
}

function withPort(manifest: JsonMap, hasPort: boolean): JsonMap {
  const needsPort = hasPort || Object.hasOwn(manifest, "http");
  return needsPort ? { ...manifest, image: { location: "nginx", port: 8080 } } : manifest;
}

/** Takes back what validation refuses together: Spot on ARM, and an alias of a service without a port. */
function consistent({ platform, network: own, ...manifest }: JsonMap): JsonMap {
  const usesSpot = JSON.stringify(manifest["count"] ?? 1).includes("spot");
  const hasPort = JSON.stringify(manifest["image"]).includes("port");
  return {
    ...manifest,
    ...(platform === undefined || usesSpot ? {} : { platform }),
    ...(own === undefined ? {} : { network: hasPort ? own : withoutAlias(own) }),
  };
}

function withoutAlias(network: Json): Json {
  if (!isJsonMap(network) || !isJsonMap(network["connect"])) return network;
  return { ...network, connect: true };
}

const range = fc.constantFrom<Json>(
  "1-10",
  { min: 2, max: 8, spot_from: 3 },
  { min: 4, max: 8, spot_from: 2 },
);
const scaled = fc.oneof(
  fc.constantFrom<Json>(70),
  fc.constantFrom<Json>({ value: 60, cooldown: { in: "2m", out: "90s" } }),
);
const autoscaling = fc
  .tuple(range, scaled, record({ memory_percentage: scaled }))
  .map(([bounds, cpu, memory]) => ({
    range: bounds,
    cpu_percentage: cpu,
    ...memory,
  }));

const service = record({
  count: fc.oneof(fc.nat(5), fc.constantFrom<Json>({ spot: 2 }), autoscaling),
  deployment: record({
    rolling: fc.constantFrom("default", "recreate"),
    rollback_alarms: fc.constantFrom<Json>(["existing"], { cpu_utilization: 80.5, memory_utilization: 70 }),
  }),
  observability: fc.constant({ tracing: "awsxray" }),
});

const rule = record({
  healthcheck: fc.constantFrom<Json>("/ready", { path: "/ready", interval: "20s", success_codes: "200-299" }),
  stickiness: fc.boolean(),
  version: fc.constantFrom("http1", "http2", "grpc"),
  deregistration_delay: duration,
});
const routing = fc.tuple(rule, fc.array(rule, { maxLength: 2 })).map(([main, others]) => ({
  path: "/",
  ...main,
  ...(others.length === 0
    ? {}
    : { additional_rules: others.map((other, index) => ({ path: `/r${index}`, ...other })) }),
}));

const queue = record({
  retention: fc.constantFrom("1h", "96h"),
  delay: fc.constant("10s"),
  timeout: fc.constant("30s"),
  dead_letter: fc.nat(9).map((tries) => ({ tries: tries + 1 })),
  fifo: fc.oneof(fc.boolean(), fc.constantFrom<Json>({ high_throughput: true })),
}).filter((settings) => Object.keys(settings).length > 0);

const subscription = fc
  .tuple(name, record({ queue: fc.oneof(fc.boolean(), queue), filter_policy: fc.constant({ kind: ["a"] }) }))
  .map(([topic, settings]) => ({ name: topic, service: "shop", ...settings }));

const subscribe = record({
  topics: fc.uniqueArray(subscription, { maxLength: 3, selector: ({ name: topic }) => topic }),
  queue,
});

const schedule = fc.constantFrom("@daily", "@every 2h", "0 9 * * 1-5", "rate(5 minutes)", "none");
