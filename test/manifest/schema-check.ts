import type { JsonSchema } from "../../src/manifest/shape/json-schema.ts";

/** Where a value breaks a schema, as far as our schemas go: the keywords that they use, and no others. */
export function violations(
  schema: JsonSchema,
  value: unknown,
  root: JsonSchema = schema,
  at = "$",
): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => check(keyword, rule, schema, value, root, at));
}

function check(
  keyword: string,
  rule: unknown,
  schema: JsonSchema,
  value: unknown,
  root: JsonSchema,
  at: string,
): readonly string[] {
  switch (keyword) {
    case "$schema":
    case "$defs":
    case "title":
    case "patternProperties":
      return [];
    case "$ref":
      return violations(pointedAt(root, rule as string), value, root, at);
    case "const":
      return value === rule ? [] : [`${at}: not ${String(rule)}`];
    case "type":
      return [rule].flat().some((type) => isOf(type, value)) ? [] : [`${at}: not ${JSON.stringify(rule)}`];
    case "anyOf":
      return (rule as readonly JsonSchema[]).some((form) => violations(form, value, root, at).length === 0)
        ? []
        : [`${at}: none of the forms`];
    case "pattern":
      return typeof value !== "string" || new RegExp(rule as string, "u").test(value)
        ? []
        : [`${at}: not ${String(rule)}`];
    case "minimum":
      return typeof value !== "number" || value >= (rule as number) ? [] : [`${at}: under ${String(rule)}`];
    case "maximum":
      return typeof value !== "number" || value <= (rule as number) ? [] : [`${at}: over ${String(rule)}`];
    case "items":
      return Array.isArray(value)
        ? value.flatMap((item, index) => violations(rule as JsonSchema, item, root, `${at}[${index}]`))
        : [];
    case "required":
      return (rule as readonly string[])
        .filter((name) => !isMap(value) || !Object.hasOwn(value, name))
        .map((name) => `${at}.${name}: missing`);
    case "properties":
      return entriesOf(value).flatMap(([name, part]) => {
        const property = (rule as Readonly<Record<string, JsonSchema>>)[name];
        return property === undefined || part === null
          ? []
          : violations(property, part, root, `${at}.${name}`);
      });
    case "additionalProperties": {
      const named = (schema["properties"] ?? {}) as object;
      const free = schema["patternProperties"] === undefined ? undefined : /^x-/;
      const others = entriesOf(value).filter(
        ([name]) => !Object.hasOwn(named, name) && free?.test(name) !== true,
      );
      if (rule === false) return others.map(([name]) => `${at}.${name}: unknown`);
      return others.flatMap(([name, part]) =>
        part === null ? [] : violations(rule as JsonSchema, part, root, `${at}.${name}`),
      );
    }
    default:
      throw new Error(`the schemas now use ${keyword}, which this check does not know`);
  }
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "object") return isMap(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isMap(value) ? Object.entries(value) : [];
}

function pointedAt(root: JsonSchema, reference: string): JsonSchema {
  const steps = reference.replace("#/", "").split("/");
  return steps.reduce<JsonSchema>((schema, step) => schema[step] as JsonSchema, root);
}
