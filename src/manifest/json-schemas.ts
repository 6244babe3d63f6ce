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
        ...withRoot(fieldsSchema(kind), { name: nameSchema, type: { const: kind } }, ["name", "type"]),
      };
    case "Pipeline":
      return {
        ...dialect,
        ...withRoot(fieldsSchema(kind), { version: { const: 1 } }, ["name", "version", "source", "stages"]),
      };
    case "Load Balanced Web Service":
    case "Request-Driven Web Service":
    case "Backend Service":
    case "Worker Service":
    case "Static Site":
    case "Scheduled Job": {
      const section = fieldsSchema(kind);
      const root = {
        name: nameSchema,
        type: { const: kind },
        environments: {
          type: "object",
          additionalProperties: { anyOf: [{ $ref: "#/$defs/section" }, { type: "null" }] },
        },
      };
      return { ...dialect, $defs: { section }, ...withRoot(byReference(section), root, ["name", "type"]) };
    }
  }
}

/** The schema of a kind's fields, written out: what a section of its manifest can say, or the whole of one without sections. */
export function fieldsSchema(kind: ManifestKind): JsonSchema {
  switch (kind) {
    case "Environment":
      return environmentShape.schema();
    case "Pipeline":
      return pipelineShape.schema();
    case "Load Balanced Web Service":
    case "Request-Driven Web Service":
    case "Backend Service":
    case "Worker Service":
    case "Static Site":
    case "Scheduled Job":
      return workloadKinds[kind].section.schema();
  }
}

/** The fields of a section, said once and pointed at from the manifest itself. */
function byReference(section: JsonSchema): JsonSchema {
  const fields = isMap(section.properties) ? Object.keys(section.properties) : [];
  const properties = fields.map((name) => [name, { $ref: `#/$defs/section/properties/${name}` }] as const);
  return { ...section, properties: Object.fromEntries(properties) };
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
