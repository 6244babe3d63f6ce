import type { JsonMap, Template } from "../domain/template.ts";

/** A template as plain JSON, for comparing, digesting and writing; sections that are undefined are left out. */
export function templateJson(template: Template): JsonMap {
  return Object.fromEntries(Object.entries(template).filter(([, section]) => section !== undefined));
}
