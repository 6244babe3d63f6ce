import { globSync, readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { causes } from "../../src/diagnosis/causes.ts";

/** What the code says of one stable reason, gathered from every place that gives it. */
export interface RunbookEntry {
  readonly reason: string;
  /** `retry`, `wait`, `stall`; empty for what holds a step and for causes of failures. */
  readonly dispositions: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
  readonly remedies: ReadonlySet<string>;
}

/** Folders whose reasons are no reasons of Autoland: the simulated AWS, its own functions in Lambda, and the demo. */
const excluded = /^src\/(?:simulator|functions|demo)\//;

/** The files in which Autoland gives reasons. */
export function sourceFiles(): readonly string[] {
  return globSync("src/**/*.ts").filter((file) => !excluded.test(file));
}

/** Every reason that the code gives, by name: found in its syntax, so that none is missing and none is left over. */
export function runbookEntries(): readonly RunbookEntry[] {
  const found = new Map<
    string,
    { dispositions: Set<string>; messages: Set<string>; remedies: Set<string> }
  >();
  const note = ({ reasons, disposition, message, remedy }: Given): void => {
    for (const reason of reasons) {
      const entry = found.get(reason) ?? {
        dispositions: new Set(),
        messages: new Set(),
        remedies: new Set(),
      };
      found.set(reason, entry);
      if (disposition !== undefined) entry.dispositions.add(disposition);
      if (message !== undefined) entry.messages.add(message);
      if (remedy !== undefined) entry.remedies.add(remedy);
    }
  };
  const programs = sourceFiles().map((file) => parseSync(file, readFileSync(file, "utf8")).program);
  const shared = new Map(programs.flatMap((program) => [...exportedHelpers(program)]));
  for (const program of programs) {
    const helpers = new Map([...importedFrom(shared, program), ...helpersIn(program)]);
    const constants = constantsAround(program);
    walk(program, (node) => {
      const given = givenBy(node, helpers, constants.get(node));
      if (given !== undefined) note(given);
    });
  }
  for (const { reason, title } of causes) note({ reasons: [reason], message: title });
  return [...found]
    .map(([reason, entry]) => ({ reason, ...entry }))
    .toSorted((a, b) => (a.reason < b.reason ? -1 : 1));
}

interface Given {
  readonly reasons: readonly string[];
  readonly disposition?: string | undefined;
  readonly message?: string | undefined;
  readonly remedy?: string | undefined;
}

/** A node of the syntax tree, as far as it is read here. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

type Helpers = ReadonlyMap<string, Helper>;

/** A function of a file that makes a failure of its parameters; the reason is one of them, or always the same. */
interface Helper {
  readonly names: readonly string[];
  readonly reasons: readonly string[];
  /** Where it is always the same. */
  readonly disposition?: string | undefined;
}

/** Such functions, by name: declared, kept in a constant, or handed over under a type that the file declares. */
function helpersIn(program: unknown): Helpers {
  const helpers = new Map<string, Helper>();
  const types = new Map<string, Helper>();
  walk(program, (node) => {
    const type = node.type === "TSTypeAliasDeclaration" ? (node["typeAnnotation"] as Node) : undefined;
    const names = type?.type === "TSFunctionType" ? namesOfParameters(type) : [];
    if (names.includes("reason")) types.set(nameOf(node["id"]), { names, reasons: [] });
  });
  walk(program, (node) => {
    const typed = types.get(typeOfIdentifier(node) ?? "");
    const helper = typed ?? helperOf(node.type === "VariableDeclarator" ? node["init"] : node);
    const name = nameOf(typed === undefined ? node["id"] : node);
    if (helper !== undefined && name !== "") helpers.set(name, helper);
  });
  return helpers;
}

function helperOf(made: unknown): Helper | undefined {
  if (!isNode(made) || !["FunctionDeclaration", "ArrowFunctionExpression"].includes(made.type))
    return undefined;
  const names = namesOfParameters(made);
  const reasons: string[] = [];
  let disposition: string | undefined;
  walk(made["body"], (inner) => {
    if (inner.type === "Property" && nameOf(inner["key"]) === "disposition")
      disposition ??= namesOf(inner["value"])[0];
    if (inner.type === "ObjectExpression")
      reasons.push(...(givenBy(inner, new Map(), undefined)?.reasons ?? []));
  });
  return names.includes("reason") || (names.includes("message") && reasons.length === 1)
    ? { names, reasons, disposition }
    : undefined;
}

/** Those that other files may call. */
function exportedHelpers(program: unknown): Helpers {
  const exported = new Map<string, Helper>();
  walk(program, (node) => {
    if (node.type !== "ExportNamedDeclaration") return;
    const declared = node["declaration"];
    const helper = helperOf(declared);
    if (helper?.names.includes("reason") === true) exported.set(nameOf((declared as Node)["id"]), helper);
  });
  return exported;
}

function importedFrom(shared: Helpers, program: unknown): Helpers {
  const imported = new Map<string, Helper>();
  walk(program, (node) => {
    const helper = node.type === "ImportSpecifier" ? shared.get(nameOf(node["imported"])) : undefined;
    if (helper !== undefined) imported.set(nameOf(node["local"]), helper);
  });
  return imported;
}

function namesOfParameters(made: Node): readonly string[] {
  return (made["params"] as readonly Node[]).map(nameOf);
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node["name"] === "string" ? node["name"] : "";
}

function typeOfIdentifier(node: Node): string | undefined {
  const annotation = node.type === "Identifier" ? node["typeAnnotation"] : undefined;
  const type = isNode(annotation) ? annotation["typeAnnotation"] : undefined;
  return isNode(type) && type.type === "TSTypeReference" ? nameOf(type["typeName"]) : undefined;
}

function givenBy(node: Node, helpers: Helpers, constants: Constants | undefined): Given | undefined {
  const textOf = (value: unknown): string | undefined => textIn(value, constants);
  switch (node.type) {
    case "ObjectExpression": {
      const fields = new Map(
        (node["properties"] as readonly Node[]).flatMap((property) =>
          property.type === "Property"
            ? [[String((property["key"] as Node)["name"]), property["value"]] as const]
            : [],
        ),
      );
      // The remedy is often left out by a spread condition, which is looked through.
      const spread = (node["properties"] as readonly Node[]).flatMap((property) =>
        property.type === "SpreadElement" ? [property["argument"]] : [],
      );
      const reasons = namesIn(fields.get("reason"));
      if (reasons.length === 0) return undefined;
      return {
        reasons,
        disposition: namesOf(fields.get("disposition"))[0],
        message: textOf(
          ["message", "cause", "because", "what"]
            .map((name) => fields.get(name))
            .find((it) => it !== undefined),
        ),
        remedy: textOf(
          fields.get("remedy") ??
            [...spread, fields.get("recognise")].map(remedyIn).find((text) => text !== undefined),
        ),
      };
    }
    case "CallExpression": {
      const helper = helpers.get(String((node["callee"] as Node)["name"]));
      if (helper === undefined) return undefined;
      const { names, disposition } = helper;
      const words = node["arguments"] as readonly Node[];
      const at = (name: string): unknown => words[names.indexOf(name)];
      const reasons = names.includes("reason") ? namesIn(at("reason")) : helper.reasons;
      return reasons.length === 0
        ? undefined
        : {
            reasons,
            disposition,
            message: textOf(at("message") ?? at("because")),
            remedy: textOf(at("remedy")),
          };
    }
    case "ArrayExpression": {
      // `[reason, message, remedy]`
      const [first, message, remedy] = node["elements"] as readonly (Node | null)[];
      const reasons = namesIn(first);
      const text = textOf(message);
      return reasons.length === 1 && text?.includes(" ") === true
        ? { reasons, message: text, remedy: textOf(remedy) }
        : undefined;
    }
    default:
      return undefined;
  }
}

function remedyIn(value: unknown): unknown {
  let found: unknown;
  walk(value, (node) => {
    if (node.type === "Property" && (node["key"] as Node)["name"] === "remedy") found ??= node["value"];
  });
  return found;
}

/** PascalCase literals of a value, through conditions. */
function namesIn(value: unknown): readonly string[] {
  return namesOf(value).filter((name) => /^(?:[A-Z][a-z0-9]+)+$/.test(name));
}

function namesOf(value: unknown): readonly string[] {
  if (!isNode(value)) return [];
  const node: Node = value;
  switch (node.type) {
    case "Literal":
      return typeof node["value"] === "string" ? [node["value"]] : [];
    case "ConditionalExpression":
      return [...namesOf(node["consequent"]), ...namesOf(node["alternate"])];
    case "LogicalExpression":
      return [...namesOf(node["left"]), ...namesOf(node["right"])];
    default:
      return [];
  }
}

/** What the constants around a place hold, by name. */
type Constants = ReadonlyMap<string, unknown>;

/** For each node, the constants of the functions around it and of the file. */
function constantsAround(program: unknown): ReadonlyMap<Node, Constants> {
  const around = new Map<Node, Constants>();
  const visit = (value: unknown, known: Map<string, unknown>): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(item, known));
    if (typeof value !== "object" || value === null) return;
    const inside = isNode(value) && /Function/.test(value.type) ? new Map(known) : known;
    if (isNode(value)) {
      around.set(value, inside);
      if (value.type === "VariableDeclarator") inside.set(nameOf(value["id"]), value["init"]);
    }
    for (const child of Object.values(value)) visit(child, inside);
  };
  visit(program, new Map());
  return around;
}

/** A text as far as the code says it; what is put in stands as an ellipsis. */
function textIn(value: unknown, constants: Constants | undefined): string | undefined {
  if (!isNode(value)) return undefined;
  const node: Node = value;
  switch (node.type) {
    case "Literal":
      return typeof node["value"] === "string" && node["value"] !== "" ? node["value"] : undefined;
    case "TemplateLiteral": {
      const parts = (node["quasis"] as readonly { readonly value: { readonly cooked: string } }[]).map(
        ({ value: { cooked } }) => cooked,
      );
      const text = parts.join("…").trim();
      return /[a-z]{2}/i.test(text) ? text : undefined;
    }
    case "ConditionalExpression":
      return textIn(node["consequent"], constants) ?? textIn(node["alternate"], constants);
    case "ArrowFunctionExpression":
      return textIn(node["body"], constants);
    case "Identifier":
      // A constant does not name itself: looked up once, without the others.
      return textIn(constants?.get(nameOf(node)), undefined);
    default:
      return undefined;
  }
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}
