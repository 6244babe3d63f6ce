import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import { mapOf } from "../shape/collection-shapes.ts";
import type { Reading, ReadingFault } from "../shape/reading.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { text, wrongType } from "../shape/scalar-shapes.ts";
import { checked, isNull, neverEmpty, replaced } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import type { LocatedYaml } from "../yaml/located-yaml.ts";

/**
 * A text that is written out, or the value of a CloudFormation export whose name is given (`{from_cfn: <export>}`).
 * A `null` counts as the empty text (copilot-model.md 5.9).
 */
export type TextSource = PlainText | ImportedText;

/** A text that stands in the manifest. */
interface PlainText {
  readonly kind: "text";
  readonly text: string;
}

/** The value of a CloudFormation export of the environment's account and region. */
interface ImportedText {
  readonly kind: "from_cfn";
  /** Name of the export, verbatim after interpolation. */
  readonly name: string;
}

/**
 * Where ECS takes a secret from: `text` is the name or path of an SSM parameter or the ARN of a parameter or secret;
 * `secretsmanager` the name of a Secrets Manager secret (copilot-model.md 5.4).
 */
export type Secret = PlainText | ImportedText | { readonly kind: "secretsmanager"; readonly name: string };

/** Environment variables by name. */
export type Variables = Readonly<Record<string, TextSource>>;

/** Secrets by the name of the environment variable that receives them. */
export type Secrets = Readonly<Record<string, Secret>>;

const importedText = record<{ readonly from_cfn?: string }>({ from_cfn: text });

const managedSecret = record<{ readonly secretsmanager?: string; readonly from_cfn?: string }>({
  secretsmanager: text,
  from_cfn: text,
});

/** A text or an import. */
export const textSource: Shape<TextSource> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    const wanted = "a text or {from_cfn: <name of an export>}";
    if (node.kind !== "map") return readText(node, at, reading, wanted);
    const { value, faults } = reading.attempt(() => importedText.read(node, at, reading));
    if (stopped(faults, reading)) return undefined;
    if (value?.from_cfn === undefined) return refuse(node, at, reading, wanted);
    reading.dropped.push(...faults);
    return { kind: "from_cfn", name: value.from_cfn };
  },
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => anyOf(text.schema(), { ...importedText.schema(), required: ["from_cfn"] }),
};

/** A secret in any of its spellings. `secretsmanager` wins over `from_cfn`. */
const secret: Shape<Secret> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    const wanted =
      "the name of an SSM parameter, an ARN, {secretsmanager: <name>} or {from_cfn: <name of an export>}";
    if (node.kind !== "map") return readText(node, at, reading, wanted);
    const { value, faults } = reading.attempt(() => managedSecret.read(node, at, reading));
    if (stopped(faults, reading)) return undefined;
    const { secretsmanager, from_cfn: from } = value ?? {};
    if (secretsmanager === undefined && from === undefined) return refuse(node, at, reading, wanted);
    reading.dropped.push(...faults);
    if (secretsmanager !== undefined) return { kind: "secretsmanager", name: secretsmanager };
    return { kind: "from_cfn", name: from ?? "" };
  },
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => anyOf(text.schema(), managedSecret.schema()),
};

/** Environment variables; a section's entry stands in place of the base's. */
export const variables: Shape<Variables> = mapOf(textSource, {
  whenNull: { kind: "text", text: "" },
  entries: "replaced",
});

/** Environment variables of the main container, where Copilot refuses an import without a name. */
export const checkedVariables: Shape<Variables> = mapOf(checked(textSource, importHasName), {
  whenNull: { kind: "text", text: "" },
  entries: "replaced",
});

/** Secrets; a section's entry stands in place of the base's. */
export const secrets: Shape<Secrets> = mapOf(secret, {
  whenNull: { kind: "text", text: "" },
  entries: "replaced",
});

function importHasName(value: TextSource, at: FieldPath, report: Report): void {
  if (value.kind !== "from_cfn" || value.name !== "") return;
  report({
    code: "empty-value",
    at: field(at, "from_cfn"),
    message: "from_cfn is empty; it must name a CloudFormation export.",
  });
}

function readText(node: LocatedYaml, at: FieldPath, reading: Reading, wanted: string): PlainText | undefined {
  return node.kind === "scalar" ? { kind: "text", text: node.text } : refuse(node, at, reading, wanted);
}

/** Keeps the faults that Copilot stops at; whether there were any. */
function stopped(faults: readonly ReadingFault[], reading: Reading): boolean {
  const stops = faults.filter((fault) => fault.stops);
  reading.faults.push(...stops);
  return stops.length > 0;
}

function refuse(node: LocatedYaml, at: FieldPath, reading: Reading, wanted: string): undefined {
  const { faults } = reading.attempt(() => wrongType(node, at, reading, wanted));
  reading.faults.push(...faults.map((fault) => ({ ...fault, stops: true })));
  return undefined;
}
