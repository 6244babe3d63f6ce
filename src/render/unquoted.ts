import type { Json } from "../domain/template.ts";
import { isJsonList } from "../template/json-pointer.ts";
import { readYaml } from "../template/read-yaml.ts";
import { plainValue } from "../template/scalar-value.ts";

/** Text that is one plain scalar in YAML: no indicator at its start, no `: ` and no ` #` in it, no blank at its end. */
const plain = /^(?!-(?: |$))[\w./\\$-](?:[^\s:]|:(?=\S)| (?=[^\s#:]))*$/;

/** The beginnings of plain scalars that may be anything but text. */
const typed = /^(?:[-+.\d]|[nN][uU]|[tT][rR]|[fF][aA])/;

/**
 * What a manifest's text means where Copilot's templates write it without quotes, in a list or after a key: `5` is a
 * number, `web # main` ends before the `#`, `!Ref Queue` is an intrinsic, `start: all` even a map. Where Copilot's
 * template could not be read at all, the text stays as it is.
 */
export function unquoted(text: string): Json {
  if (plain.test(text)) return typed.test(text) ? plainValue(text) : text;
  const line = text.trimEnd();
  if (line.includes("\n")) return text;
  const reading = readYaml(`- ${line}\n`);
  if (reading.kind === "unreadable" || !isJsonList(reading.value)) return text;
  const [value = text] = reading.value;
  return value;
}
