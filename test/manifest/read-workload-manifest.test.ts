import { describe, expect, test } from "vitest";
import { parseManifest } from "../../src/manifest/manifest-document.ts";
import { readWorkloadManifest, resolveWorkload } from "../../src/manifest/read-workload-manifest.ts";

const file = "copilot/api/manifest.yml";

describe("what a type has unless its manifest says otherwise", () => {
  const task = { cpu: 256, memory: 512, count: 1, network: { vpc: { placement: "public" } } };

  test.each([
    ["Load Balanced Web Service", { ...task, exec: false }],
    ["Backend Service", { ...task, exec: false }],
    ["Worker Service", { ...task, exec: false }],
    ["Scheduled Job", task],
    ["Request-Driven Web Service", { cpu: 1024, memory: 2048 }],
  ])("a %s", (type, defaults) => {
    const reading = readWorkloadManifest(`name: a\ntype: ${type}\nimage: {location: x}\n`, {
      file,
      leaveOut: "validation",
    });
    expect(reading).toMatchObject({
      kind: "read",
      manifest: { type, name: "a", image: { location: "x" }, ...defaults },
    });
  });

  test("a Static Site has nothing", () => {
    const reading = readWorkloadManifest("name: a\ntype: Static Site\n", { file });
    expect(reading).toMatchObject({ kind: "read", manifest: { type: "Static Site", name: "a" } });
    expect(Object.keys(reading.kind === "read" ? reading.manifest : {})).toEqual(["type", "name"]);
  });

  test("other fields of network leave the placement as it is", () => {
    const text = "name: a\ntype: Worker Service\nimage: {location: x}\nnetwork: {connect: true}\n";
    expect(readWorkloadManifest(text, { file })).toMatchObject({
      manifest: { network: { connect: true, vpc: { placement: "public" } } },
    });
  });
});

describe("findings", () => {
  test("all faults are found at once, each with its place, its value and its code", () => {
    const text = [
      "name: api",
      "type: Load Balanced Web Service",
      "image:",
      "  build: ./Dockerfile",
      "http:",
      "  version: http3",
      "  allowed_source_ips: [10.0.0.0/33]",
      "count:",
      "  range: 5-2",
      "  cpu_percentage: 170",
      "storage:",
      "  ephemeral: 10",
    ].join("\n");
    const reading = readWorkloadManifest(text, { file });
    expect(
      reading.kind === "invalid" &&
        reading.findings.map(({ code, field, place, value }) => ({ code, field, ...place, value })),
    ).toEqual([
      { code: "min-greater-than-max", field: "count.range", file, line: 9, column: 10, value: "5-2" },
      { code: "out-of-range", field: "count.cpu_percentage", file, line: 10, column: 19, value: "170" },
      { code: "out-of-range", field: "storage.ephemeral", file, line: 12, column: 14, value: "10" },
      { code: "required-field-missing", field: "image.port", file, line: 4, column: 3, value: undefined },
      {
        code: "invalid-cidr",
        field: "http.allowed_source_ips[0]",
        file,
        line: 7,
        column: 24,
        value: "10.0.0.0/33",
      },
      { code: "required-field-missing", field: "http.path", file, line: 6, column: 3, value: undefined },
      { code: "invalid-enum-value", field: "http.version", file, line: 6, column: 12, value: "http3" },
    ]);
  });

  test("a value of a section is placed in the section, one of the base in the base", () => {
    const text =
      "name: s\ntype: Static Site\nhttp:\n  alias: a\nenvironments:\n  prod:\n    http:\n      certificate: nonsense\n";
    expect(readWorkloadManifest(text, { file, environment: "prod" })).toMatchObject({
      findings: [{ code: "invalid-arn", field: "http.certificate", place: { line: 8, column: 20 } }],
    });
  });

  test("a section of another environment that cannot be read is a fault, as Copilot reads them all", () => {
    const text = "name: s\ntype: Static Site\nenvironments:\n  prod:\n    files: dist\n";
    expect(readWorkloadManifest(text, { file, environment: "test" })).toMatchObject({
      findings: [{ code: "wrong-type", field: "environments[prod].files" }],
    });
  });

  test("a section without a value is left alone", () => {
    const text =
      "name: j\ntype: Scheduled Job\nimage: {location: x}\non: {schedule: none}\nenvironments:\n  prod:\n";
    expect(readWorkloadManifest(text, { file, environment: "prod" })).toMatchObject({ kind: "read" });
  });

  test.each([
    [
      "a duration",
      "http: {path: /, deregistration_delay: soon}",
      "http.deregistration_delay",
      { http: { path: "/", deregistration_delay: 0 } },
    ],
    [
      "a switch",
      "http: {path: /, stickiness: [often]}",
      "http.stickiness",
      { http: { path: "/", stickiness: false } },
    ],
    [
      "a text",
      "http: {path: /, target_container: {a: b}, alias: x}",
      "http.target_container",
      { http: { target_container: "" } },
    ],
    [
      "a list",
      "http: {path: /, allowed_source_ips: 10.0.0.0/8}",
      "http.allowed_source_ips",
      { http: { path: "/" } },
    ],
    ["an item of a list", "entrypoint: [a, [b]]", "entrypoint[1]", { entrypoint: ["a"] }],
    ["the only key of a map", "exec: {enable: [yes]}", "exec.enable", { exec: { enable: false } }],
  ])(
    "%s of the wrong type inside a two-form field is taken for Go's zero value, with a warning",
    (_what, line, field, expected) => {
      const text = `name: a\ntype: Load Balanced Web Service\nimage: {location: x, port: 80}\n${line}\n`;
      const reading = readWorkloadManifest(text, { file, leaveOut: "validation" });
      expect(reading).toMatchObject({
        kind: "read",
        warnings: [{ code: "ignored-value", field }],
        manifest: expected,
      });
    },
  );

  test("values of variables, secrets and build arguments are never repeated", () => {
    const text = "name: a\ntype: Worker Service\nimage: {location: x}\nvariables:\n  PASSWORD: [hunter2]\n";
    const reading = readWorkloadManifest(text, { file });
    expect(reading).toMatchObject({ kind: "invalid", findings: [{ field: "variables[PASSWORD]" }] });
    expect(JSON.stringify(reading)).not.toContain("hunter2");
  });

  test.each([
    ["no type", "name: a\n", "required-field-missing", "type"],
    ["an unknown type", "name: a\ntype: Lambda\n", "invalid-enum-value", "type"],
    ["a list", "- a\n", "wrong-type", ""],
    ["a text", "hello\n", "wrong-type", ""],
    ["nothing", "", "required-field-missing", "type"],
    ["text that is no YAML", "a: [", "invalid-format", ""],
    [
      "sections that are a list",
      "name: a\ntype: Static Site\nenvironments: [prod]\n",
      "wrong-type",
      "environments",
    ],
    [
      "a section given twice",
      "name: a\ntype: Static Site\nenvironments:\n  p: {}\n  p: {}\n",
      "duplicate-key",
      "environments[p]",
    ],
  ])("a manifest that is %s is refused", (_situation, text, code, field) => {
    expect(readWorkloadManifest(text, { file })).toMatchObject({
      kind: "invalid",
      findings: [{ code, field }],
    });
  });
});

describe("faults between fields", () => {
  const service = "name: api\ntype: Load Balanced Web Service\nimage: {location: x, port: 80}\n";

  test.each([
    [
      "two sidecars want one port",
      "http: {path: /}\nsidecars: {a: {image: x, port: 90}, b: {image: x, port: 90}}",
      "duplicate-port",
      "sidecars[b].port",
    ],
    [
      "a sidecar has the main container's port",
      "http: {path: /}\nsidecars: {a: {image: x, port: 80}}",
      "duplicate-port",
      "image.port",
    ],
    [
      "a sidecar's port is no number",
      "http: {path: /}\nsidecars: {a: {image: x, port: web}}",
      "invalid-format",
      "sidecars[a].port",
    ],
    [
      "a sidecar's protocol is none",
      "http: {path: /}\nsidecars: {a: {image: x, port: 90/tls}}",
      "invalid-enum-value",
      "sidecars[a].port",
    ],
    [
      "a health check asks a UDP port",
      "http: {path: /, healthcheck: {port: 90}}\nsidecars: {a: {image: x, port: 90/udp}}",
      "protocol-conflict",
      "http.healthcheck.port",
    ],
    [
      "a target port belongs to another container",
      "http: {path: /, target_container: api, target_port: 90}\nsidecars: {a: {image: x, port: 90}}",
      "duplicate-port",
      "http.target_port",
    ],
    [
      "a rule's target is no container",
      "http: {path: /, additional_rules: [{path: /a, target_container: b}]}",
      "unknown-container",
      "http.additional_rules[0].target_container",
    ],
    [
      "a container waits for one that never ends",
      "http: {path: /}\nimage: {location: x, port: 80, depends_on: {a: success}}\nsidecars: {a: {image: x}}",
      "invalid-dependency-status",
      "image.depends_on[a]",
    ],
    [
      "three containers wait in a circle",
      "http: {path: /}\nsidecars: {a: {image: x, depends_on: {b: start}}, b: {image: x, depends_on: {c: start}}, c: {image: x, depends_on: {a: start}}}",
      "dependency-cycle",
      "sidecars[a].depends_on",
    ],
    [
      "the main container's ports are wanted with two protocols",
      "http: {path: /, target_port: 90}\nnlb: {port: 90/udp}",
      "protocol-conflict",
      "nlb.port",
    ],
  ])("%s", (_situation, lines, code, field) => {
    const own = lines.includes("image: {location: x, port: 80, ");
    const base = own ? service.replace(/^image:.*\n/m, "") : service;
    const reading = readWorkloadManifest(`${base}${lines}\n`, { file });
    expect(reading.kind === "invalid" ? reading.findings[0] : reading).toMatchObject({ code, field });
  });

  test("a log router is a container that others can wait for", () => {
    const text = `${service.replace("port: 80", "port: 80, depends_on: {firelens_log_router: start}")}http: {path: /}\nlogging: {destination: {Name: x}}\n`;
    expect(readWorkloadManifest(text, { file })).toMatchObject({ kind: "read" });
  });

  test("retention alone starts no log router", () => {
    const text = `${service.replace("port: 80", "port: 80, depends_on: {firelens_log_router: start}")}http: {path: /}\nlogging: {retention: 1}\n`;
    expect(readWorkloadManifest(text, { file })).toMatchObject({ findings: [{ code: "unknown-container" }] });
  });
});

test("one document serves several environments", () => {
  const text =
    "name: s\ntype: Static Site\nhttp: {alias: '${COPILOT_ENVIRONMENT_NAME}.example.com'}\nenvironments:\n  prod: {http: {alias: example.com}}\n";
  const parsed = parseManifest(text, { file });
  if (parsed.kind === "invalid") throw new Error("not read");
  const aliases = ["test", "staging", "prod"].map((environment) => {
    const interpolation = { application: "shop", environment, variables: {} };
    const reading = resolveWorkload(parsed.document, { environment, interpolation });
    return reading.kind === "read" && reading.manifest.type === "Static Site" && reading.manifest.http?.alias;
  });
  expect(aliases).toEqual(["test.example.com", "staging.example.com", "example.com"]);
});

test("the text for the template's metadata is the manifest with its variables replaced", () => {
  const text =
    "name: s # the site\ntype: Static Site\nhttp: {alias: '${COPILOT_ENVIRONMENT_NAME}.example.com'}\n";
  const reading = readWorkloadManifest(text, {
    file,
    interpolation: { application: "shop", environment: "test", variables: {} },
  });
  expect(reading).toMatchObject({
    text: 'name: s # the site\ntype: Static Site\nhttp: {alias: "test.example.com"}\n',
  });
});
