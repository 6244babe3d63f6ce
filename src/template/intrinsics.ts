import type { Json, JsonMap } from "../domain/template.ts";

/** `Ref`: a parameter's value, a resource's id, or a pseudo parameter. */
export function ref(name: string): JsonMap {
  return { Ref: name };
}

/** `Fn::Sub` without a map of its own. */
export function sub(text: string): JsonMap {
  return { "Fn::Sub": text };
}

/** `Fn::GetAtt`, always in its list form. */
export function getAtt(resource: string, attribute: string): JsonMap {
  return { "Fn::GetAtt": [resource, attribute] };
}

/** `Fn::Join`. */
export function join(separator: string, parts: readonly Json[]): JsonMap {
  return { "Fn::Join": [separator, parts] };
}

/** `Fn::If`; use `noValue` for a side that leaves the property out. */
export function when(condition: string, yes: Json, no: Json): JsonMap {
  return { "Fn::If": [condition, yes, no] };
}

/** `Fn::ImportValue`; the name is text or an intrinsic. */
export function importValue(name: Json): JsonMap {
  return { "Fn::ImportValue": name };
}

/** `Fn::Split`. */
export function split(separator: string, text: Json): JsonMap {
  return { "Fn::Split": [separator, text] };
}

/** `Fn::Select`. */
export function select(index: number, list: Json): JsonMap {
  return { "Fn::Select": [index, list] };
}

/** `Fn::Equals`. */
export function equals(left: Json, right: Json): JsonMap {
  return { "Fn::Equals": [left, right] };
}

/** `Fn::Not`. */
export function not(condition: Json): JsonMap {
  return { "Fn::Not": [condition] };
}

/** `Fn::And`, for two to ten conditions. */
export function and(...conditions: readonly Json[]): JsonMap {
  return { "Fn::And": conditions };
}

/** A reference to a condition inside another condition. */
export function condition(name: string): JsonMap {
  return { Condition: name };
}

/** Removes the property that it is the value of. */
export const noValue: JsonMap = { Ref: "AWS::NoValue" };
