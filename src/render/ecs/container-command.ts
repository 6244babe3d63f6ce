import type { Json, JsonMap } from "../../domain/template.ts";
import type { ImageOverride } from "../../manifest/parts/image.ts";
import { RenderRefusal } from "../refusal.ts";
import { shellWords } from "../shell-words.ts";
import { unquoted } from "../unquoted.ts";

/**
 * `EntryPoint` and `Command` of a container, where the manifest replaces the image's own. `field` is where they stand
 * in the manifest, such as `sidecars.nginx.`, and is only used to say what is wrong.
 */
export function containerCommand(override: ImageOverride, field: string): JsonMap {
  return {
    ...words("EntryPoint", override.entrypoint, `${field}entrypoint`),
    ...words("Command", override.command, `${field}command`),
  };
}

function words(property: string, value: string | readonly string[] | undefined, field: string): JsonMap {
  if (value === undefined) return {};
  const parts: readonly Json[] = (typeof value === "string" ? split(value, field) : value).map(unquoted);
  return parts.length === 0 ? {} : { [property]: parts };
}

function split(text: string, field: string): readonly string[] {
  const result = shellWords(text);
  if (result.kind === "words") return result.words;
  const fault =
    result.what === "quote" ? "opens a quote that it does not close" : "ends with a lone backslash";
  throw new RenderRefusal({
    code: "invalid-format",
    field,
    message: `${field} cannot be split by shell rules: it ${fault}; close it, or write ${field} as a list`,
  });
}
