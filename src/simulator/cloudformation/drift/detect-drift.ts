import type { Json } from "../../../domain/template.ts";
import { canonicalJson } from "../../../template/canonical-json.ts";
import type { CallContext } from "../../kernel/service.ts";
import { schemaOf } from "../../resources/schema-facts.ts";
import type { ResourceDrift, ResourceRecord } from "../state.ts";
import { actualProperties } from "./actual-properties.ts";

/**
 * Compares a resource with what its template sets, property by property at the top level; what no read gives back is left
 * out. Undefined for types that drift detection does not support.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export function detectDrift(context: CallContext, record: ResourceRecord): ResourceDrift | undefined {
  const schema = schemaOf(record.type);
  if (schema === undefined || record.type === "AWS::CloudFormation::Stack") return undefined;
  const hidden = new Set(schema.writeOnly);
  const seen = Object.entries(record.live.properties).filter(([name]) => !hidden.has(name));
  const expected = Object.fromEntries(seen);
  const actual = actualProperties(context, record);
  const checkedAt = context.now;
  if (actual === "deleted") return { status: "DELETED", checkedAt, expected, actual: {}, differences: [] };
  const visible = Object.fromEntries(
    Object.entries(actual).filter(([name]) => Object.hasOwn(expected, name)),
  );
  const differences = seen.flatMap(([name, value]) => difference(name, value, actual[name]));
  return {
    status: differences.length > 0 ? "MODIFIED" : "IN_SYNC",
    checkedAt,
    expected,
    actual: visible,
    differences,
  };
}

function difference(name: string, expected: Json, actual: Json | undefined): ResourceDrift["differences"] {
  if (actual === undefined || actual === null) {
    return [{ path: `/${name}`, expected, actual: null, type: "REMOVE" }];
  }
  if (canonicalJson(expected) === canonicalJson(actual)) return [];
  return [{ path: `/${name}`, expected, actual, type: "NOT_EQUAL" }];
}
