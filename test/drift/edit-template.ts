import type { Json, Template } from "../../src/domain/template.ts";
import { withoutPath, withValue } from "../../src/template/json-pointer.ts";
import { templateJson } from "../../src/template/template-json.ts";

/** A template with another value at a pointer. */
export function withPath(template: Template, pointer: string, value: Json): Template {
  return withValue(templateJson(template), pointer, value) as unknown as Template;
}

/** A template without what stands at a pointer. */
export function withoutPathOf(template: Template, pointer: string): Template {
  return withoutPath(templateJson(template), pointer) as unknown as Template;
}
