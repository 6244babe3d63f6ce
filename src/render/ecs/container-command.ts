import type { JsonMap } from "../../domain/template.ts";
import type { ImageOverride } from "../../manifest/parts/image.ts";
import { RenderRefusal } from "../refusal.ts";
import { shellWords, type ShellWords } from "../shell-words.ts";
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

/** The words of a command: of a text by shell rules, of a list its items. */
export function commandWords(source: string | readonly string[]): ShellWords {
  return typeof source === "string" ? shellWords(source) : { kind: "words", words: source };
}

function words(property: string, source: ImageOverride["command"], field: string): JsonMap {
  if (source === undefined) return {};
  const result = commandWords(source);
  if (result.kind === "unfinished") throw unfinished(result.what, field);
  return result.words.length === 0 ? {} : { [property]: result.words.map(unquoted) };
}

function unfinished(what: "quote" | "escape", field: string): RenderRefusal {
  const fault = what === "quote" ? "opens a quote that it does not close" : "ends with a lone backslash";
  return new RenderRefusal({
    code: "invalid-format",
    field,
    message: `${field} cannot be split by shell rules: it ${fault}; close it, or write ${field} as a list`,
  });
}
