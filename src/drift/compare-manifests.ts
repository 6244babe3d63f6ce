import type { MeaningDifference } from "./compare-by-meaning.ts";
import type { Json } from "../domain/template.ts";
import { readYaml } from "../manifest/yaml/read-yaml.ts";
import type { LocatedYaml } from "../manifest/yaml/located-yaml.ts";
import { compareTemplates } from "../template/compare-templates.ts";
import { isJsonMap } from "../template/json-pointer.ts";

/**
 * Where two texts of a manifest say something different of an environment: layout, comments, the order of fields, quotes, and what
 * they say of other environments do not count. Undefined where one is no YAML that can be read.
 */
export function compareManifests(
  applied: string,
  wanted: string,
  environment: string,
): readonly MeaningDifference[] | undefined {
  const [from, to] = [dataOf(wanted, environment), dataOf(applied, environment)];
  if (from === undefined || to === undefined) return undefined;
  return compareTemplates(from, to, { ignore: [] }).map((difference): MeaningDifference => {
    switch (difference.kind) {
      case "added":
        return { path: difference.path, departure: "added", actual: difference.to };
      case "removed":
        return { path: difference.path, departure: "removed", expected: difference.from };
      case "changed":
      case "type-only":
        return {
          path: difference.path,
          departure: "changed",
          expected: difference.from,
          actual: difference.to,
        };
    }
  });
}

function dataOf(text: string, environment: string): Json | undefined {
  const reading = readYaml(text);
  if (reading.kind !== "read") return undefined;
  const data = plain(reading.document.root);
  if (!isJsonMap(data) || !isJsonMap(data["environments"])) return data;
  const { environments, ...rest } = data;
  const own = environments[environment];
  return own === undefined ? rest : { ...rest, environments: { [environment]: own } };
}

function plain(node: LocatedYaml): Json {
  switch (node.kind) {
    case "scalar":
      return node.text;
    case "list":
      return node.items.map((item) => plain(item));
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  }
}
