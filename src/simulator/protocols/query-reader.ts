import { kindOf, membersOf, parseTimestamp, type Shape } from "./shape.ts";

/**
 * Reads the input of an AWS Query request, where `Tags.member.1.Key=a&Tags.member.1.Value=b` spells a list of
 * structures. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readQueryInput(shape: Shape, form: URLSearchParams): Record<string, unknown> {
  return readStructure(shape, treeOf(form));
}

/** The form's dotted keys as a tree. */
interface Branch {
  text: string | undefined;
  readonly children: Map<string, Branch>;
}

function treeOf(form: URLSearchParams): Branch {
  const root: Branch = { text: undefined, children: new Map() };
  for (const [key, text] of form) {
    let branch = root;
    for (const part of key.split(".")) {
      const known = branch.children.get(part);
      const next = known ?? { text: undefined, children: new Map() };
      if (known === undefined) branch.children.set(part, next);
      branch = next;
    }
    branch.text = text;
  }
  return root;
}

function readStructure(shape: Shape, branch: Branch): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const child = branch.children.get(member.getMemberTraits().xmlName ?? name);
    if (child !== undefined) value[name] = readValue(member, child);
  }
  return value;
}

function readValue(shape: Shape, branch: Branch): unknown {
  const text = branch.text ?? "";
  switch (kindOf(shape)) {
    case "structure":
      return readStructure(shape, branch);
    case "list":
      return readList(shape, branch);
    case "map":
      return readMap(shape, branch);
    case "timestamp":
      return parseTimestamp(text);
    case "blob":
      return new Uint8Array(Buffer.from(text, "base64"));
    case "boolean":
      return text === "true";
    case "number":
      return Number(text);
    case "string":
      return text;
    case "nothing":
      return undefined;
  }
}

function readList(shape: Shape, branch: Branch): unknown[] {
  const member = shape.getValueSchema();
  const flattened = shape.getMergedTraits().xmlFlattened !== undefined;
  const items = flattened ? branch : branch.children.get(member.getMemberTraits().xmlName ?? "member");
  return numbered(items).map((item) => readValue(member, item));
}

function readMap(shape: Shape, branch: Branch): Record<string, unknown> {
  const flattened = shape.getMergedTraits().xmlFlattened !== undefined;
  const entries = flattened ? branch : branch.children.get("entry");
  const keyName = shape.getKeySchema().getMemberTraits().xmlName ?? "key";
  const valueName = shape.getValueSchema().getMemberTraits().xmlName ?? "value";
  const value: Record<string, unknown> = {};
  for (const entry of numbered(entries)) {
    const item = entry.children.get(valueName);
    const key = entry.children.get(keyName)?.text;
    if (key !== undefined && item !== undefined) value[key] = readValue(shape.getValueSchema(), item);
  }
  return value;
}

/** The children `1`, `2`, … in the order of their numbers, which need not be that of the form. */
function numbered(branch: Branch | undefined): Branch[] {
  if (branch === undefined) return [];
  return [...branch.children.entries()]
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}
