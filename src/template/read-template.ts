import type { Json, JsonMap, Template, TemplateResource } from "../domain/template.ts";
import { makeRecent } from "../domain/recent.ts";
import { sha256 } from "./digest.ts";
import { isJsonMap } from "./json-pointer.ts";
import { readYaml, type YamlFault } from "./read-yaml.ts";

/** Why a text is not a template: it could not be read at all, or what it says has not a template's shape. */
interface TemplateFault {
  readonly code: YamlFault["code"] | "not-a-template";
  readonly line: number;
  readonly column: number;
  /** A sentence that starts with the place, or names the part that is wrong. */
  readonly message: string;
}

/** A template, or the first fault that kept the text from being one. */
export type TemplateReading =
  | { readonly kind: "read"; readonly template: Template }
  | { readonly kind: "unreadable"; readonly fault: TemplateFault };

/**
 * Reads a template from YAML or JSON text into long form (`read-yaml.ts` says how scalars and tags are read), and
 * checks that its sections are maps and that each resource is a map with a `Type`.
 */
export function readTemplate(text: string): TemplateReading {
  const key = sha256(text);
  const known = readLately.get(key)?.deref();
  if (known !== undefined) return { kind: "read", template: known };
  const reading = parseTemplate(text);
  if (reading.kind === "read") readLately.set(key, new WeakRef(reading.template));
  return reading;
}

/** A text is often read again soon, such as before and after an operation that went back. What nobody holds any more is not kept. */
const readLately = makeRecent<string, WeakRef<Template>>(128);

function parseTemplate(text: string): TemplateReading {
  const reading = readYaml(text);
  if (reading.kind === "unreadable") {
    const { fault } = reading;
    const message = `line ${fault.line}, column ${fault.column}: ${fault.message}`;
    return { kind: "unreadable", fault: { ...fault, message } };
  }
  if (isTemplate(reading.value)) return { kind: "read", template: reading.value };
  const message = shapeFault(reading.value);
  return { kind: "unreadable", fault: { code: "not-a-template", line: 1, column: 1, message } };
}

/** True when data has a template's shape: sections are maps, and each resource has a `Type`. */
export function isTemplate(value: Json): value is JsonMap & Template {
  return shapeFault(value) === "";
}

function shapeFault(value: Json): string {
  if (!isJsonMap(value)) return "a template is a map of sections such as Resources";
  const { Resources: resources } = value;
  if (!isJsonMap(resources)) return "Resources is missing or not a map; a template has at least one resource";
  for (const section of ["Metadata", "Parameters", "Mappings", "Conditions", "Rules", "Outputs"]) {
    if (Object.hasOwn(value, section) && !isJsonMap(value[section])) return `${section} is not a map`;
  }
  const untyped = Object.keys(resources).find((name) => !isResource(resources[name]));
  return untyped === undefined ? "" : `Resources.${untyped} is not a map with a Type`;
}

function isResource(value: Json | undefined): value is JsonMap & TemplateResource {
  return isJsonMap(value) && typeof value["Type"] === "string";
}
