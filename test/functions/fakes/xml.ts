/** A value as the XML protocols carry it: text, a list of repeated elements, or named children. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Elements for a value; a list becomes `<name>` around repeated `<member>` elements, or around `itemName` elements. */
export function toXml(name: string, value: XmlValue, itemName = "member"): string {
  if (value === undefined) return "";
  if (isList(value))
    return `<${name}>${value.map((item) => toXml(itemName, item, itemName)).join("")}</${name}>`;
  if (typeof value !== "object") return `<${name}>${escaped(String(value))}</${name}>`;
  return `<${name}>${children(value, itemName)}</${name}>`;
}

/** The children of an element without the element itself. */
export function children(value: { readonly [name: string]: XmlValue }, itemName = "member"): string {
  return Object.entries(value)
    .map(([key, entry]) => toXml(key, entry, itemName))
    .join("");
}

/** A parsed element. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Parses the XML that the AWS clients write: elements and text; attributes and declarations are passed over. */
export function parseXml(text: string): XmlElement {
  const tokens = text.matchAll(/<(\/?)([A-Za-z0-9:]+)[^>]*?(\/?)>|([^<]+)/g);
  const root = { name: "", text: "", children: [] as XmlElement[] };
  const stack: { name: string; text: string; children: XmlElement[] }[] = [root];
  for (const [, closing, name, selfClosing, characters] of tokens) {
    const top = stack.at(-1) ?? root;
    if (characters !== undefined) top.text += unescaped(characters);
    else if (closing === "/") stack.pop();
    else {
      const element = { name: name ?? "", text: "", children: [] };
      top.children.push(element);
      if (selfClosing !== "/") stack.push(element);
    }
  }
  const [first] = root.children;
  if (first === undefined) throw new Error(`No element in ${text}`);
  return first;
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((entry) => entry.name === name);
}

/** The text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
