import { manifestJsonSchema, manifestKinds } from "../../src/manifest/json-schemas.ts";
import type { ManifestKind } from "../../src/manifest/json-schemas.ts";
import { renderRulesPage } from "../../src/policy/rules-page.ts";
import { threePlacesPage } from "./three-places-page.ts";
import { renderConfigReference, renderConfigSchema } from "../../src/config/reference-page.ts";
import { renderFailuresPage } from "./failures-page.ts";
import { renderRunbookPage } from "./runbook-page.ts";
import { renderPermissionsPage } from "./permissions-page.ts";

/** Every page of the documentation that is made from code, by its path from the project's root. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/configuration.md", renderConfigReference()],
    ["docs/policy.md", renderRulesPage()],
    ["docs/failures.md", renderFailuresPage()],
    ["docs/runbook.md", renderRunbookPage()],
    ["docs/permissions.md", renderPermissionsPage()],
    ["docs/autoland.schema.json", renderConfigSchema()],
    ["docs/three-places.md", threePlacesPage()],
    ...manifestKinds.map((kind) => [manifestSchemaFile(kind), manifestSchemaText(kind)] as const),
  ]);
}

function manifestSchemaFile(kind: ManifestKind): string {
  return `docs/schemas/${kind.toLowerCase().replaceAll(" ", "-")}.schema.json`;
}

function manifestSchemaText(kind: ManifestKind): string {
  return `${JSON.stringify(manifestJsonSchema(kind), null, 2)}\n`;
}
