import type { Template } from "../domain/template.ts";

const lengths = new WeakMap<Template, number>();

/** Bytes of the template as JSON without white space, the shortest text that CloudFormation could be sent. */
export function writeJsonLength(template: Template): number {
  const known = lengths.get(template);
  if (known !== undefined) return known;
  const length = new TextEncoder().encode(JSON.stringify(template)).length;
  lengths.set(template, length);
  return length;
}
