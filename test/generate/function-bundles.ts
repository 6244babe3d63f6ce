import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { functionSources } from "../../src/functions/catalog.ts";
import { bundleScript } from "./bundle-script.ts";

/**
 * Writes `src/functions/bundles/*.cjs`: each custom-resource function as the one CommonJS script that Lambda runs. They are
 * committed, so that deploying needs no bundler and every installation uploads the same bytes. Run it after a change under
 * `src/functions`: `node test/generate/function-bundles.ts`.
 */
const folder = fileURLToPath(new URL("../../src/functions/bundles/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const stale of readdirSync(folder)) rmSync(path.join(folder, stale));
for (const source of functionSources()) {
  writeFileSync(path.join(folder, `${source}.cjs`), await bundleScript(source));
}
