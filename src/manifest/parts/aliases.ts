import { listOf } from "../shape/collection-shapes.ts";
import { field, index } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import type { Reading } from "../shape/reading.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { text, wrongType } from "../shape/scalar-shapes.ts";
import { checked, isNull, replaced } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import type { LocatedList } from "../yaml/located-yaml.ts";
import type { Alias } from "./http.ts";
import { textItems } from "./texts.ts";

const hostedAlias = record<Alias>({ name: text, hosted_zone: text });
const hostedAliases = listOf(hostedAlias);

/** Aliases in all their spellings; in a list that holds any map, Copilot drops the texts. */
export const aliases: Shape<readonly Alias[]> = checked(
  {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      if (node.kind === "scalar") return [{ name: node.text }];
      if (node.kind === "list") return aliasItems(node, at, reading);
      const wanted = "a domain name, a list of them, or a list of maps (name, hosted_zone)";
      const { faults } = reading.attempt(() => wrongType(node, at, reading, wanted));
      reading.faults.push(...faults.map((fault) => ({ ...fault, stops: true })));
      return undefined;
    },
    merge: replaced,
    isEmpty: (names) => names.length === 0,
    schema: () => anyOf(text.schema(), { type: "array", items: anyOf(text.schema(), hostedAlias.schema()) }),
  },
  (names, at, report) => names.forEach((alias, position) => requireName(alias, index(at, position), report)),
);

function aliasItems(list: LocatedList, at: FieldPath, reading: Reading): readonly Alias[] {
  if (!list.items.some((item) => item.kind === "map")) {
    return textItems(list, at, reading).map((name) => ({ name }));
  }
  const { value, faults } = reading.attempt(() => hostedAliases.read(list, at, reading));
  reading.faults.push(...faults.filter((fault) => fault.stops));
  reading.dropped.push(...faults.filter((fault) => !fault.stops));
  return value ?? [];
}

function requireName(alias: Alias, at: FieldPath, report: Report): void {
  if (alias.name !== undefined) return;
  const message = "name is missing; each alias with a hosted zone needs its domain name.";
  report({ code: "required-field-missing", at: field(at, "name"), message });
}
