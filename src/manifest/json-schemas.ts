import { workloadTypes } from "../domain/copilot-records.ts";
import type { WorkloadType } from "../domain/copilot-records.ts";
import { environmentShape } from "./environment-shape.ts";
import { pipelineShape } from "./pipeline-shape.ts";
import type { JsonSchema } from "./shape/json-schema.ts";
import { workloadKinds } from "./workload-kinds.ts";

/** The manifests that have a schema: each workload type, environments, pipelines. */
export type ManifestKind = WorkloadType | "Environment" | "Pipeline";

/** All kinds of manifests. */
export const manifestKinds: readonly ManifestKind[] = [...workloadTypes, "Environment", "Pipeline"];

/**
 * The JSON Schema of a kind of manifest, for editors (`yaml.schemas`, or a `# yaml-language-server: $schema=` line).
 * Stricter than Copilot in one thing: unknown keys are marked, as they have no effect.
 */
export function manifestJsonSchema(kind: ManifestKind): JsonSchema {
  const title = `Copilot manifest: ${kind}`;
  const dialect = { $schema: "https://json-schema.org/draft/2020-12/schema", title };
  switch (kind) {
    case "Environment":
      return {
        ...dialect,
        ...withRoot(environmentShape.schema(), { name: nameSchema, type: { const: kind } }, ["name", "type"]),
      };
    case "Pipeline":
      return {
        ...dialect,
        ...withRoot(pipelineShape.schema(), { version: { const: 1 } }, [
          "name",
          "version",
          "source",
          "stages",
        ]),
      };
    case "Load Balanced Web Service":
    case "Request-Driven Web Service":
    case "Backend Service":
    case "Worker Service":
    case "Static Site":
    case "Scheduled Job": {
      const section = workloadKinds[kind].section.schema();
      const root = {
        name: nameSchema,
        type: { const: kind },
        environments: {
          type: "object",
          additionalProperties: { anyOf: [{ $ref: "#/$defs/section" }, { type: "null" }] },
        },
      };
      return { ...dialect, $defs: { section }, ...withRoot(section, root, ["name", "type"]) };
    }
  }
}

const nameSchema: JsonSchema = { type: "string", pattern: "^[a-z][a-z0-9-]+$" };

function withRoot(
  schema: JsonSchema,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema {
  const fields = isMap(schema.properties) ? schema.properties : {};
  // Keys that begin with x- hold anchors for the rest of the file.
  return {
    ...schema,
    properties: { ...properties, ...fields, ...properties },
    patternProperties: { "^x-": {} },
    required,
  };
}

function isMap(value: JsonSchema[string] | undefined): value is Readonly<Record<string, JsonSchema>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
