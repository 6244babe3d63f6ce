import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { readYaml } from "../template/read-yaml.ts";
import { plainValue } from "../template/scalar-value.ts";

/** Text that stays one plain scalar in YAML: no indicator at its start, no `: ` and no ` #` in it, no blank at its end. */
const plain = /^(?!- )[\w./\\$-](?:[^\s:]|:(?=\S)| (?=[^\s#:]))*$/;

/**
 * What a manifest's text means where Copilot's templates write it without quotes: `5` is a number, `web # main` ends
 * before the `#`, `!Ref Queue` is an intrinsic. Where its template would not be readable at all, or the text would
 * turn into a list or a map, the text stays as it is.
 */
export function unquoted(text: string): Json {
  if (plain.test(text)) return plainValue(text);
  if (text.includes("\n")) return text;
  const reading = readYaml(`- ${text}\n`);
  if (reading.kind === "unreadable" || !isJsonList(reading.value)) return text;
  const [value = text] = reading.value;
  if (isJsonList(value) || (isJsonMap(value) && !isIntrinsic(value))) return text;
  return value;
}

function isIntrinsic(value: Readonly<Record<string, Json>>): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && keys.every((key) => key === "Ref" || key.startsWith("Fn::"));
}
