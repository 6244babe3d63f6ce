import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { exampleManifest } from "./example-manifests.ts";

/** Types of workloads are taken in turn; every sixth example is a web service. */
const types = 6;

/** Writes a workspace with one web service, `web`, in one environment, `test`; no two numbers give the same manifest. */
export async function exampleWorkspace(below: string, number: number): Promise<string> {
  const folder = path.join(below, `workspace-${number}`);
  const files = {
    "copilot/.workspace": "application: shop\n",
    "copilot/environments/test/manifest.yml": "name: test\ntype: Environment\n",
    "copilot/web/manifest.yml": exampleManifest(number * types).replace(/^name: .*$/m, "name: web"),
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return folder;
}
