import { renderConfigReference, renderConfigSchema } from "../../src/config/reference-page.ts";

/** Every page of the documentation that is made from code, by its path from the project's root. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/configuration.md", renderConfigReference()],
    ["docs/autoland.schema.json", renderConfigSchema()],
  ]);
}
