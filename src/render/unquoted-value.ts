import type { Json } from "../domain/template.ts";
import { isJsonMap } from "../template/json-pointer.ts";
import { readYaml } from "../template/read-yaml.ts";
import { unquoted } from "./unquoted.ts";

/**
 * What a manifest's text means where Copilot's templates write it without quotes after a key. As `unquoted`, except for
 * what only a list may hold: `start: all` and `- x` make a template unreadable there, so they stay as they are.
 */
export function unquotedValue(text: string): Json {
  const value = unquoted(text);
  if (typeof value !== "object" || value === null) return value;
  const reading = readYaml(`key: ${text.trimEnd()}\n`);
  if (reading.kind === "unreadable" || !isJsonMap(reading.value)) return text;
  return reading.value["key"] ?? text;
}
