import { kindOf, membersOf, parseTimestamp, type Shape } from "./shape.ts";

/** An XML element: its children in order, and its text when it has none. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/**
 * Parses the small XML documents that S3 clients send: elements, text, entities; comments and processing instructions
 * are skipped, attributes are dropped. Throws a SyntaxError when tags do not match.
 */
export function parseXml(document: string): XmlElement {
  const root: OpenElement = { name: "", children: [], text: "" };
  const open: OpenElement[] = [root];
  for (const [token] of document.matchAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]+>|[^<]+/g)) {
    const current = open.at(-1) ?? root;
    if (token.startsWith("<!--") || token.startsWith("<?")) continue;
    if (!token.startsWith("<")) {
      current.text += unescapeXml(token);
      continue;
    }
    if (token.startsWith("</")) {
      if (open.pop()?.name !== token.slice(2, -1).trim())
        throw new SyntaxError(`unexpected end tag ${token}`);
      continue;
    }
    const child: OpenElement = { name: nameIn(token), children: [], text: "" };
    current.children.push(child);
    if (!token.endsWith("/>")) open.push(child);
  }
  const [document_] = root.children;
  if (open.length !== 1 || document_ === undefined) throw new SyntaxError("the document does not end");
  return document_;
}

/** Reads an element as a value of a shape. */
export function readXml(shape: Shape, xml: XmlElement): unknown {
  switch (kindOf(shape)) {
    case "structure":
      return readStructure(shape, xml);
    case "list":
      return xml.children.map((child) => readXml(shape.getValueSchema(), child));
    case "timestamp":
      return parseTimestamp(xml.text.trim());
    case "blob":
      return new Uint8Array(Buffer.from(xml.text, "base64"));
    case "boolean":
      return xml.text.trim() === "true";
    case "number":
      return Number(xml.text);
    case "string":
      return xml.text;
    case "map":
    case "nothing":
      return undefined;
  }
}

interface OpenElement {
  readonly name: string;
  readonly children: OpenElement[];
  text: string;
}

function readStructure(shape: Shape, xml: XmlElement): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const wireName = member.getMemberTraits().xmlName ?? name;
    const found = xml.children.filter((child) => child.name === wireName);
    const [first] = found;
    if (first === undefined) continue;
    const flattened = kindOf(member) === "list" && member.getMergedTraits().xmlFlattened !== undefined;
    value[name] = flattened
      ? found.map((child) => readXml(member.getValueSchema(), child))
      : readXml(member, first);
  }
  return value;
}

function nameIn(tag: string): string {
  return /^<([^\s/>]+)/.exec(tag)?.[1] ?? "";
}

function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (whole, entity: string) => {
    if (entity.startsWith("#x")) return String.fromCodePoint(Number.parseInt(entity.slice(2), 16));
    if (entity.startsWith("#")) return String.fromCodePoint(Number(entity.slice(1)));
    return entities.get(entity) ?? whole;
  });
}

const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
