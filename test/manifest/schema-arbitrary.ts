import fc from "fast-check";
import type { JsonSchema } from "../../src/manifest/shape/json-schema.ts";

/** Texts that mean something in manifests, besides what they look like. */
const words = [
  "",
  "a",
  "api",
  "nginx",
  "true",
  "off",
  "1.10",
  "10s",
  "1m30s",
  "1-10",
  "80/udp",
  "public",
  "private",
  "/health",
  "linux/arm64",
  "x.env",
  "10.0.0.0/16",
  "default",
  "${COPILOT_ENVIRONMENT_NAME}",
  "arn:aws:acm:us-east-1:123456789012:certificate/x",
] as const;

/** Values that a schema of ours allows, in small sizes; two fields in three are left out. */
export function valuesOf(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const forms = schema["anyOf"];
  if (Array.isArray(forms))
    return fc.oneof(...(forms as readonly JsonSchema[]).map((form) => valuesOf(form, depth)));
  if (schema["const"] !== undefined) return fc.constant(schema["const"]);
  const { type } = schema;
  if (type === "object") return objectsOf(schema, depth);
  if (type === "array") return fc.array(valuesOf(schema["items"] as JsonSchema, depth + 1), { maxLength: 3 });
  if (type === "boolean") return fc.boolean();
  if (type === "integer") return fc.integer({ min: 0, max: 200 });
  if (type === "number") return fc.integer({ min: 0, max: 1000 }).map((value) => value / 10);
  if (type === "string") return fc.constantFrom("10s", "500ms", "2m");
  return Array.isArray(type) ? fc.constantFrom(...words) : fc.constantFrom("text", 1, true);
}

function objectsOf(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const free = schema["additionalProperties"];
  if (typeof free === "object" && free !== null) {
    const names = fc.constantFrom("a", "b", "nginx", "DB");
    return fc.dictionary(names, valuesOf(free as JsonSchema, depth + 1), { maxKeys: 2 });
  }
  const fields = Object.entries(properties).map(([name, property]) => {
    const value = valuesOf(property, depth + 1).map((given) => [name, given] as const);
    return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
  });
  return fc.tuple(...fields).map((given) => Object.fromEntries(given.filter((entry) => entry !== undefined)));
}
