import type { Json } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";

/** A value of a template as people read it: `Topic.Arn` for an attribute, `TopicsKey` for a reference, the text of a `Fn::Sub`. */
export function readable(value: Json): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map((item: Json) => readable(item)).join(", ");
  const [first, ...more] = Object.entries(value);
  if (first === undefined || more.length > 0) return JSON.stringify(value);
  const [name, argument] = first;
  switch (name) {
    case "Ref":
    case "Fn::Sub":
      return readable(Array.isArray(argument) ? (argument[0] ?? "") : argument);
    case "Fn::GetAtt":
      return Array.isArray(argument)
        ? argument.map((item: Json) => readable(item)).join(".")
        : readable(argument);
    case "Fn::ImportValue":
      return `the import ${readable(argument)}`;
    case "Fn::Join":
      return joined(argument);
    default:
      return JSON.stringify(value);
  }
}

function joined(argument: Json): string {
  const [separator = "", parts = []] = Array.isArray(argument) ? argument : [];
  if (typeof separator !== "string" || !Array.isArray(parts)) return JSON.stringify(argument);
  return parts
    .map((part: Json) => (isJsonMap(part) ? `\${${readable(part)}}` : readable(part)))
    .join(separator);
}
