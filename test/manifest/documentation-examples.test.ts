import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { workloadTypes } from "../../src/domain/copilot-records.ts";
import { knownFields } from "../../src/manifest/advice/known-fields.ts";
import { manifestKinds } from "../../src/manifest/json-schemas.ts";
import type { ManifestKind } from "../../src/manifest/json-schemas.ts";
import type { ManifestReading } from "../../src/manifest/manifest-document.ts";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import { readPipelineManifest } from "../../src/manifest/read-pipeline-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";

const examples: readonly {
  readonly file: string;
  readonly kind: ManifestKind;
  readonly environments: readonly string[];
}[] = [
  { file: "load-balanced-web-service.yml", kind: "Load Balanced Web Service", environments: ["test"] },
  { file: "short-forms.yml", kind: "Load Balanced Web Service", environments: ["prod", "cheap", "open"] },
  { file: "backend-service.yml", kind: "Backend Service", environments: ["test"] },
  { file: "worker-service.yml", kind: "Worker Service", environments: ["test", "prod"] },
  { file: "request-driven-web-service.yml", kind: "Request-Driven Web Service", environments: ["prod"] },
  { file: "static-site.yml", kind: "Static Site", environments: ["test"] },
  { file: "scheduled-job.yml", kind: "Scheduled Job", environments: ["test"] },
  { file: "environment-imported.yml", kind: "Environment", environments: [] },
  { file: "environment-adjusted.yml", kind: "Environment", environments: [] },
  { file: "pipeline.yml", kind: "Pipeline", environments: [] },
];

const readings = examples.flatMap(({ file, kind, environments }) =>
  [undefined, ...environments].map((environment) => ({ file, kind, environment })),
);

test.each(readings)(
  "$file is read for $environment without a fault or a warning",
  ({ file, kind, environment }) => {
    const reading = readExample(file, kind, environment);
    expect(reading).toMatchObject({ kind: "read", warnings: [] });
  },
);

/** Workloads share most of their fields; each is shown in one example of some type. */
function kindsThatShow(kind: ManifestKind): readonly ManifestKind[] {
  return kind === "Environment" || kind === "Pipeline" ? [kind] : workloadTypes;
}

/** Fields that an example cannot have without being invalid: grace periods stand in one place only, and so on. */
const notShown = [
  /^http\.additional_rules\.healthcheck\.grace_period$/,
  /^nlb\.(additional_listeners\.)?healthcheck\.grace_period$/,
  /^nlb\.alias\.hosted_zone$/,
  /^http\.private\.security_groups\.ingress\.restrict_to(\..*)?$/,
  /^http\.public\.security_groups\.ingress\.from_vpc$/,
];

test.each(manifestKinds)("the examples of a %s have every field that its description has", (kind) => {
  const kinds = kindsThatShow(kind);
  const used = new Set(
    examples
      .filter((example) => kinds.includes(example.kind))
      .flatMap(({ file }) => keysOf(parseExample(file))),
  );
  const missing = knownFields(kind)
    .map((field) => field.join("."))
    .filter(
      (field) =>
        ![...used].some((key) => matches(field, key)) && !notShown.some((pattern) => pattern.test(field)),
    );
  expect(missing).toEqual([]);
});

describe("values that are easily misread", () => {
  const full = manifestOf("load-balanced-web-service.yml", "Load Balanced Web Service");
  const short = manifestOf("short-forms.yml", "Load Balanced Web Service");
  const prod = manifestOf("short-forms.yml", "Load Balanced Web Service", "prod");
  const cheap = manifestOf("short-forms.yml", "Load Balanced Web Service", "cheap");
  const open = manifestOf("short-forms.yml", "Load Balanced Web Service", "open");
  const worker = manifestOf("worker-service.yml", "Worker Service");
  const site = manifestOf("static-site.yml", "Static Site");
  const adjusted = manifestOf("environment-adjusted.yml", "Environment");
  const imported = manifestOf("environment-imported.yml", "Environment");

  test.each([
    ["a number in a text field keeps its spelling", full, "variables.RATIO", { kind: "text", text: "1.10" }],
    ["a quoted number in a map of texts keeps its spelling", full, "image.build.args.RELEASE", "1.10"],
    [
      "an import names its export",
      full,
      "variables.CATALOG_TABLE",
      { kind: "from_cfn", name: "shop-test-CatalogTable" },
    ],
    ["a variable without a value is empty", short, "variables.EMPTY", { kind: "text", text: "" }],
    [
      "a secret of Secrets Manager keeps its key",
      full,
      "secrets.DB_PASSWORD",
      { kind: "secretsmanager", name: "shop/test/db:password::" },
    ],
    ["minutes and seconds add up to milliseconds", full, "image.healthcheck.start_period", 90_000],
    [
      "milliseconds stay milliseconds",
      full,
      "count.response_time",
      { form: "map", value: 750, cooldown: { in: 90_000, out: 15_000 } },
    ],
    ["a zero duration is given, not absent", full, "nlb.additional_listeners.0.deregistration_delay", 0],
    ["a plain number fills a text field", full, "http.additional_rules.0.healthcheck.success_codes", "0"],
    [
      "aliases with hosted zones keep those that have none",
      full,
      "http.alias",
      [{ name: "www.example.com", hosted_zone: "Z0PUBLIC" }, { name: "example.com" }],
    ],
    ["a text is one alias", short, "http.alias", [{ name: "api.example.com" }]],
    [
      "a short tag becomes its long form",
      full,
      "taskdef_overrides.1.value.Value",
      { "Fn::Sub": "${AWS::Region}-${AWS::Partition}" },
    ],
    [
      "a group may be imported",
      full,
      "network.vpc.security_groups.groups.1",
      { kind: "from_cfn", name: "shop-test-StorefrontGroup" },
    ],
    [
      "a list of groups reads like a map's",
      short,
      "network.vpc.security_groups",
      {
        form: "list",
        groups: [
          { kind: "text", text: "sg-1" },
          { kind: "from_cfn", name: "shop-test-Group" },
        ],
      },
    ],
    [
      "subnets by tags",
      full,
      "network.vpc.placement.subnets",
      { kind: "from_tags", from_tags: { tier: ["private", "protected"] } },
    ],
    [
      "subnets by ids, over a named placement",
      open,
      "network.vpc.placement.subnets",
      { kind: "ids", ids: ["subnet-1", "subnet-2"] },
    ],
    ["on is true where true or false is wanted", short, "exec", true],
    ["a port may be a number although it is a text", short, "sidecars.helper.port", "9000"],
    ["a shell text stays whole", short, "command", 'serve --name "the api"'],
    ["a list of alarms", short, "deployment.rollback_alarms", { kind: "names", names: ["too-many-errors"] }],
    [
      "thresholds for alarms keep their fractions",
      full,
      "deployment.rollback_alarms",
      { kind: "thresholds", cpu_utilization: 85.5, memory_utilization: 90 },
    ],
    ["autoscaling pushes the fixed number out", prod, "count.range", "2-10"],
    ["a bare percentage is a scaling target", prod, "count.cpu_percentage", { form: "value", value: 70 }],
    ["Spot pushes the fixed number out", cheap, "count", { spot: 2 }],
    ["http: false empties http", open, "http", false],
    [
      "a filter policy keeps numbers and booleans",
      worker,
      "subscribe.topics.0.filter_policy",
      { store: ["example_corp"], price_usd: [{ numeric: [">=", 100] }], express: [true] },
    ],
    ["hours are milliseconds", worker, "subscribe.topics.1.queue.retention", 96 * 3_600_000],
    ["one pattern reads like a list of one", site, "files.0.exclude", ["*.map"]],
    ["on is true in an environment too", adjusted, "network.vpc.flow_logs", true],
    ["one port is a number", imported, "network.vpc.security_group.egress.0.ports", 53],
    ["a range of ports is a text", imported, "network.vpc.security_group.ingress.0.ports", "22-23"],
  ])("%s", (_situation, manifest, field, expected) => {
    expect(at(manifest, field)).toEqual(expected);
  });
});

function readExample(
  file: string,
  kind: ManifestKind,
  environment: string | undefined,
): ManifestReading<unknown> {
  const text = exampleText(file);
  const interpolation = { application: "shop", environment: environment ?? "test", variables: {} };
  if (kind === "Environment") return readEnvironmentManifest(text, { file, interpolation });
  if (kind === "Pipeline") return readPipelineManifest(text, { file });
  return readWorkloadManifest(text, { file, environment, interpolation });
}

function manifestOf(file: string, kind: ManifestKind, environment?: string): unknown {
  const reading = readExample(file, kind, environment);
  if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  return reading.manifest;
}

function exampleText(file: string): string {
  return readFileSync(path.join(import.meta.dirname, "documentation-examples", file), "utf8");
}

function parseExample(file: string): unknown {
  return parse(exampleText(file), { logLevel: "silent" });
}

/** Paths of all keys of a document, its sections counted as if they stood at the top. */
function keysOf(value: unknown, parents: readonly string[] = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, parents));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const inSection = parents.length === 1 && parents[0] === "environments";
    const here = inSection ? [] : [...parents, name];
    return [here.join("."), ...keysOf(below, here)];
  });
}

function matches(field: string, key: string): boolean {
  const [wanted, given] = [field.split("."), key.split(".")];
  return (
    wanted.length === given.length && wanted.every((step, index) => step === "*" || step === given[index])
  );
}

function at(value: unknown, field: string): unknown {
  return field
    .split(".")
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], value);
}
