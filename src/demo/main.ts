import { mkdir, mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { makeLogger } from "../program/logging.ts";
import { makeNarrator } from "./narrator.ts";
import type { PerformanceInputs } from "./performance.ts";
import { playShop } from "./play-shop.ts";
import { playWorkspace } from "./play-workspace.ts";

const { values } = parseArgs({
  options: {
    once: { type: "boolean" },
    dir: { type: "string" },
    port: { type: "string" },
    workspace: { type: "string" },
    json: { type: "boolean" },
    seed: { type: "string" },
  },
});

// With --json the data on standard output is the account of what was checked, and the telling goes to standard error.
const tell = (line: string): boolean =>
  (values.json === true ? process.stderr : process.stdout).write(`${line}\n`);
const narrator = makeNarrator(tell);
const folder =
  values.dir === undefined
    ? await mkdtemp(path.join(os.tmpdir(), "autoland-demo-"))
    : path.resolve(values.dir);
await mkdir(folder, { recursive: true });
const places: Record<string, string> = {};
const inputs: PerformanceInputs = {
  seed: values.seed ?? "demo",
  folder,
  port: Number(values.port ?? 0),
  factor: 120,
  log: makeLogger({
    level: process.env["AUTOLAND_LOG"] ?? "silent",
    style: "plain",
    write: (text) => process.stderr.write(text),
  }),
  narrator,
  announce: (found) => {
    Object.assign(places, found);
    tell(`repository: ${found.repository}`);
    tell(`aws: ${found.aws}`);
  },
};
const { stage, page } =
  values.workspace === undefined ? await playShop(inputs) : await playWorkspace(inputs, values.workspace);
places["page"] = page;
tell(`\npage: ${page}`);

const broken = narrator.statements.filter((statement) => !statement.holds);
tell(
  `${narrator.statements.length} statements were checked against AWS and Git; ${broken.length} do not hold.`,
);
if (values.json === true) {
  process.stdout.write(
    `${JSON.stringify({ schemaVersion: 1, kind: "demo", ...places, statements: narrator.statements }, undefined, 2)}\n`,
  );
}
process.exitCode = broken.length === 0 ? 0 : 1;
if (values.once !== true) {
  tell(`The loop stays up: commit to ${places["repository"] ?? folder}, and watch ${page}. Ctrl-C ends it.`);
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
}
await stage.close();
