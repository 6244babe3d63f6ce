import { asRecord } from "./record.ts";
import { formatTimestamp, kindOf, membersOf, timestampFormatOf, type Shape } from "./shape.ts";

/** Writes the members of a structure as XML elements, one after the other, in the shape's order. */
export function writeMembers(shape: Shape, value: unknown): string {
  const record = asRecord(value);
  let text = "";
  for (const [name, member] of membersOf(shape)) {
    if (isBoundOutsideBody(member)) continue;
    text += writeMember(elementName(member, name), member, record[name]);
  }
  return text;
}

/** Writes one value as an element of the given name; absent values are left out, empty lists are written as AWS does. */
function writeMember(name: string, shape: Shape, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (kindOf(shape) === "list") return writeList(name, shape, value);
  if (kindOf(shape) === "map") return writeMap(name, shape, value);
  return element(name, writeContent(shape, value));
}

/** An element around text that is XML already. */
export function element(name: string, content: string, attributes = ""): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

/** Text as XML character data. Carriage returns are written as references, since a parser would drop them. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\r]/g, (character) => escapes.get(character) ?? character);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
  ["\r", "&#xD;"],
]);

function writeContent(shape: Shape, value: unknown): string {
  switch (kindOf(shape)) {
    case "structure":
      return writeMembers(shape, value);
    case "timestamp":
      return value instanceof Date ? formatTimestamp(value, timestampFormatOf(shape, "date-time")) : "";
    case "blob":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : "";
    case "boolean":
    case "number":
    case "string":
      return escapeXml(String(value));
    case "nothing":
    case "list":
    case "map":
      return "";
  }
}

function writeList(name: string, shape: Shape, value: unknown): string {
  const items = Array.isArray(value) ? value : [];
  const member = shape.getValueSchema();
  if (isFlattened(shape)) return items.map((item) => writeMember(name, member, item)).join("");
  const itemName = elementName(member, "member");
  return element(name, items.map((item) => writeMember(itemName, member, item)).join(""));
}

function writeMap(name: string, shape: Shape, value: unknown): string {
  const keyName = elementName(shape.getKeySchema(), "key");
  const member = shape.getValueSchema();
  const valueName = elementName(member, "value");
  const flattened = isFlattened(shape);
  const entries = Object.entries(asRecord(value)).map(([key, item]) =>
    element(
      flattened ? name : "entry",
      element(keyName, escapeXml(key)) + writeMember(valueName, member, item),
    ),
  );
  return flattened ? entries.join("") : element(name, entries.join(""));
}

function isFlattened(shape: Shape): boolean {
  return shape.getMergedTraits().xmlFlattened !== undefined;
}

/** The member's own name on the wire: its `xmlName` counts, that of the shape it points to does not. */
function elementName(member: Shape, byDefault: string): string {
  return member.getMemberTraits().xmlName ?? byDefault;
}

function isBoundOutsideBody(member: Shape): boolean {
  const traits = member.getMergedTraits();
  return (
    traits.httpHeader !== undefined ||
    traits.httpPrefixHeaders !== undefined ||
    traits.httpResponseCode !== undefined ||
    traits.httpPayload !== undefined
  );
}
