// Run by `npm ci` (`prepare` in package.json) and by the image's build, after `keep-compiled.mjs`: renders the example once, so that Node
// has compiled what `render` and `validate` need before anybody waits for it. Nothing depends on it, so nothing here is a failure.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

const example = path.join(import.meta.dirname, "../examples/shop");
if (process.features.typescript) {
  try {
    await import("./program/validate-command.ts");
    if (existsSync(example)) await renderExample();
    else await import("./program/render-command.ts");
  } catch {
    // A checkout that cannot be compiled says so to whoever runs it.
  }
}

async function renderExample() {
  const { renderCommand } = await import("./program/render-command.ts");
  const out = await mkdtemp(path.join(os.tmpdir(), "autoland-"));
  const silent = { out() {}, err() {}, json: false };
  const command = { name: "render", workload: undefined, workspace: example, asCopilot: false, out };
  try {
    await renderCommand(command, { config: path.join(example, "autoland.yml"), environments: [] }, silent);
  } finally {
    await rm(out, { recursive: true });
  }
}
