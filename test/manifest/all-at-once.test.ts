import { expect, test } from "vitest";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";

test("what cannot be read, what is not allowed and what nobody reads are told at once", () => {
  const text = `name: api
type: Load Balanced Web Service
image: { build: Dockerfile, port: "80", platform: linux/arm64 }
http: { healthcheck: /health }
vars: { A: 1 }
`;
  const reading = readWorkloadManifest(text, { file: "copilot/api/manifest.yml" });
  const told =
    reading.kind === "invalid"
      ? reading.findings.map(({ severity, code, field }) => [severity, code, field])
      : [];
  expect(told).toEqual([
    ["error", "wrong-type", "image.port"],
    ["error", "required-field-missing", "http.path"],
    ["warning", "unknown-key", "image.platform"],
    ["warning", "unknown-key", "vars"],
  ]);
});

test("a field that cannot be read is not also called missing", () => {
  const text = "name: api\ntype: Backend Service\nimage: [1]\n";
  const reading = readWorkloadManifest(text, { file: "copilot/api/manifest.yml" });
  expect(reading.kind === "invalid" ? reading.findings.map(({ code, field }) => [code, field]) : []).toEqual([
    ["wrong-type", "image"],
  ]);
});

test("an environment's manifest likewise", () => {
  const text =
    "name: test\ntype: Environment\nobservability: { container_insights: maybe }\nhttp: { public: { ingress: { source_ips: [x] } } }\nnetwrk: {}\n";
  const reading = readEnvironmentManifest(text, { file: "copilot/environments/test/manifest.yml" });
  expect(reading.kind === "invalid" ? reading.findings.map(({ field }) => field) : []).toEqual([
    "observability.container_insights",
    "http.public.ingress.source_ips[0]",
    "netwrk",
  ]);
});

test.each(["1e309", "99999999999999999999", "-99999999999999999999", ".inf"])(
  "%s is no size of anything",
  (size) => {
    const text = `name: api\ntype: Backend Service\nimage: { location: x }\ncpu: ${size}\n`;
    const reading = readWorkloadManifest(text, { file: "copilot/api/manifest.yml" });
    const told = reading.kind === "invalid" ? reading.findings.map(({ code, field }) => [code, field]) : [];
    expect(told).toEqual([["out-of-range", "cpu"]]);
  },
);
