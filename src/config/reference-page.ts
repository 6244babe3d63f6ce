import { configJsonSchema } from "./known-keys.ts";
import type { JsonSchema } from "./known-keys.ts";

/** The reference page of the configuration as Markdown, made from the descriptions of its keys. */
export function renderConfigReference(): string {
  const schema = configJsonSchema();
  const rows = rowsOf(schema, "").map(
    ({ key, type, required, description }) => `| ${key} | ${type} | ${required} | ${description} |`,
  );
  return [
    "# Configuration",
    "",
    "This page is generated from the configuration's schema (`npm run -s docs`); do not edit it.",
    "",
    schema.description ?? "",
    "",
    "It is read from a file, from the text of an environment variable or from Parameter Store: `--config FILE`,",
    "`--config env:NAME` or `--config ssm:NAME`. An editor that knows JSON Schema checks it against",
    "[`autoland.schema.json`](autoland.schema.json). Secrets are never part of it.",
    "",
    "```yaml",
    example.trimEnd(),
    "```",
    "",
    "| key | value | needed | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
    "A key that is not listed here is refused, and so is one that a later version will know (`NotSupportedYet`): none",
    "is accepted and ignored. How `mode`, `after`, `soak`, `gate`, `before`, `windows`, `freezes` and `approvals` work together is on",
    "[promotion.md](promotion.md).",
    "",
  ].join("\n");
}

/** The JSON Schema file's text. */
export function renderConfigSchema(): string {
  return `${JSON.stringify({ title: "Autoland's configuration", ...configJsonSchema() }, undefined, 2)}\n`;
}

/** The example of the reference page. A test reads it as a configuration. */
export const example = `applications:
  shop:                                  # the name in copilot/.workspace
    source:
      git: { url: https://github.com/acme/shop.git }
      interval: 30s
    branches:
      develop: [develop]
      release: [staging, production]
    environments:
      develop: { mode: apply }
      staging: { mode: apply }
      production: { mode: apply, after: staging }
    assets:                              # files of a static site that a build makes; docs/render-inputs.md
      site: { s3: "s3://acme-builds/shop/{commit}" }
`;

interface ReferenceRow {
  readonly key: string;
  readonly type: string;
  readonly required: string;
  readonly description: string;
}

function rowsOf(schema: JsonSchema, path: string): readonly ReferenceRow[] {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const key = path === "" ? name : `${path}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    return [rowOf(key, inner, isRequired), ...rowsOf(inner, key)];
  });
  const inner = schema.additionalProperties;
  if (typeof inner !== "object") return named;
  const key = `${path}.<${placeholderOf(path)}>`;
  const own = inner.description === undefined ? [] : [rowOf(key, inner, false)];
  return [...named, ...own, ...rowsOf(inner, key)];
}

function rowOf(key: string, schema: JsonSchema, isRequired: boolean): ReferenceRow {
  const required = isRequired
    ? "yes"
    : schema.default === undefined
      ? "no"
      : `no, default \`${schema.default}\``;
  return { key: `\`${key}\``, type: typeOf(schema), required, description: schema.description ?? "" };
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(", ");
  if (schema.type === "integer") return "number";
  if (schema.type === "array") return "list of names";
  if (schema.type !== "object") return "text";
  const inner = schema.additionalProperties;
  return typeof inner === "object" && inner.type === "array" ? "map of lists" : "map";
}

function placeholderOf(path: string): string {
  if (path.endsWith("applications")) return "application";
  return path.endsWith("assets") ? "workload" : "environment";
}
