import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { manifestJsonSchema, manifestKinds } from "../../src/manifest/json-schemas.ts";
import type { ManifestKind } from "../../src/manifest/json-schemas.ts";
import { violations } from "./schema-check.ts";

describe("the JSON Schema of each kind", () => {
  test.each(manifestKinds)("%s names its kind and its dialect, and is plain JSON", (kind) => {
    const schema = manifestJsonSchema(kind);
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  test.each<[string, ManifestKind]>([
    ["load-balanced-web-service.yml", "Load Balanced Web Service"],
    ["short-forms.yml", "Load Balanced Web Service"],
    ["backend-service.yml", "Backend Service"],
    ["worker-service.yml", "Worker Service"],
    ["request-driven-web-service.yml", "Request-Driven Web Service"],
    ["static-site.yml", "Static Site"],
    ["scheduled-job.yml", "Scheduled Job"],
    ["environment-imported.yml", "Environment"],
    ["environment-adjusted.yml", "Environment"],
    ["pipeline.yml", "Pipeline"],
  ])("takes the example %s as a %s", (file, kind) => {
    expect(violations(manifestJsonSchema(kind), example(file))).toEqual([]);
  });

  test.each<[string, ManifestKind, unknown]>([
    ["a key that nothing reads", "Static Site", { name: "a1", type: "Static Site", tags: {} }],
    ["another type", "Static Site", { name: "a1", type: "Backend Service" }],
    ["no name", "Static Site", { type: "Static Site" }],
    ["a text for a number", "Backend Service", { name: "a1", type: "Backend Service", cpu: "many" }],
    [
      "a key that nothing reads in a section",
      "Static Site",
      { name: "a1", type: "Static Site", environments: { prod: { name: "b" } } },
    ],
    [
      "a duration without a unit",
      "Backend Service",
      { name: "a1", type: "Backend Service", image: { healthcheck: { interval: 10 } } },
    ],
  ])("marks %s", (_situation, kind, manifest) => {
    expect(violations(manifestJsonSchema(kind), manifest)).not.toEqual([]);
  });

  test("keys that begin with x- are free", () => {
    const manifest = { name: "a1", type: "Static Site", "x-common": { any: "thing" } };
    expect(violations(manifestJsonSchema("Static Site"), manifest)).toEqual([]);
  });
});

function example(file: string): unknown {
  const text = readFileSync(path.join(import.meta.dirname, "documentation-examples", file), "utf8");
  // The older booleans are ours to read; an editor's YAML reader sees texts.
  return parse(text.replaceAll(/: on$/gm, ": true"), { merge: true, logLevel: "silent" });
}
