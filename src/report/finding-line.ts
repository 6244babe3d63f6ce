import type { Finding } from "../domain/finding.ts";

/** A finding on one line: its place in the form that editors and terminals make a link of, the field, what is wrong, and what to do. */
export function findingLine({ place, field, message, value, remedy }: Finding): string {
  const where = `${place.file}:${place.line}:${place.column}`;
  const what = field === "" ? message : `${field}: ${message}`;
  const found = value === undefined || message.includes(value) ? "" : ` (found: ${value})`;
  return `${where} ${what}${found}${remedy === undefined ? "" : ` → ${remedy}`}`;
}
