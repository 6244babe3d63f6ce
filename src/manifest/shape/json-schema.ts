import type { Json } from "../../domain/template.ts";

/** A JSON Schema (draft 2020-12) as data. https://json-schema.org/draft/2020-12 */
export interface JsonSchema {
  readonly [keyword: string]:
    | Json
    | JsonSchema
    | readonly JsonSchema[]
    | Readonly<Record<string, JsonSchema>>;
}

/** A schema that takes any of several. */
export function anyOf(...schemas: readonly JsonSchema[]): JsonSchema {
  return { anyOf: schemas };
}
