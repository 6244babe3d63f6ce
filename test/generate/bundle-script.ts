import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { FunctionSource } from "../../src/functions/catalog.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * One function's source and what it imports as a single CommonJS script for Lambda. The AWS clients stay outside: the
 * runtime brings them. Not minified, so that a stack trace in the function's log can be read.
 */
export async function bundleScript(source: FunctionSource): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`src/functions/handlers/${source}.ts`],
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@aws-sdk/*"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`No script came out for ${source}.`);
  return script.text;
}
