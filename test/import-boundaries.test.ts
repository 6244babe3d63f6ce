import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

/**
 * Each folder of src and the folders it may import. A folder that is not listed may import nothing. Arrows point
 * towards `domain`; pure folders see no adapter, and adapters do not see each other.
 */
const allowed: Record<string, readonly string[]> = {
  // Nouns and ports: everything may use them, they use nothing.
  domain: [],
  // CloudFormation templates as data: read, write, compare, digest.
  template: ["domain"],
  // Archives whose bytes depend on their entries alone.
  zip: [],
  // The operator's configuration.
  config: ["domain"],
  // Copilot's manifest language.
  manifest: ["domain"],
  // Which Copilot files a commit holds, checked for path tricks and limits.
  workspace: ["domain"],
  // Manifest and render inputs to template, parameters and tags.
  render: ["domain", "template", "manifest"],
  // What the StackSet's template records of an application, and its changes.
  registry: ["domain", "template", "render"],
  // What a commit asks for, per environment.
  desired: ["domain", "template", "manifest", "workspace", "render", "zip"],
  // What a new environment lacks, and making it in Copilot's order.
  founding: ["domain", "render", "desired"],
  // Rules on what was rendered.
  policy: ["domain", "template"],
  // What a stack needs that must be there before.
  preflight: ["domain", "template"],
  plan: ["diagnosis", "domain", "template", "policy"],
  // Which commit an environment takes, and what may be carried out now.
  promotion: ["domain"],
  health: ["domain"],
  // Why a change fails: what AWS shows, to one cause with its remedy.
  diagnosis: ["domain"],
  // Which IAM actions each port's calls need, and on what.
  permissions: ["domain"],
  // What Autoland needs to work as it is configured, and what of it is missing.
  doctor: ["domain", "config", "permissions"],
  // What is live as plain CloudFormation.
  eject: ["domain"],
  // How an application departs from Git and from what was deployed: three layers, whose differences they are, what is ignored.
  drift: ["domain", "template", "manifest", "plan"],
  report: ["domain"],
  // Adapters: each translates one outside world to domain words.
  git: ["domain"],
  github: ["domain", "notify", "telling"],
  aws: ["domain", "template", "registry"],
  // Copilot's custom-resource functions, which run in Lambda: they may use nothing of the program but the archive that they are packed in.
  functions: ["zip"],
  // The simulated AWS. It renders with the product's renderer, and places a site's files as the product does, only to seed what
  // Copilot would have left.
  simulator: ["domain", "template", "manifest", "workspace", "render", "desired", "functions"],
  // Where every application stands, folded from what happened; the page and whoever else tells people read it.
  board: ["domain"],
  // What there is to tell people, folded from what happened, and how it reads in each channel.
  notify: ["domain", "report"],
  // Keeping what people were told equal to what there is to tell.
  telling: ["domain", "notify"],
  // Who may change which application: one task at a time.
  lease: ["domain"],
  // What AWS's events hint at, and whose looks they wake.
  hints: ["domain"],
  // Slack's API.
  slack: ["domain", "notify", "telling"],
  // Figures, traces and the journal, made from what happened.
  telemetry: ["domain", "board"],
  // The story and the loop; the world only through ports.
  reconcile: [
    "domain",
    "config",
    "template",
    "manifest",
    "workspace",
    "desired",
    "preflight",
    "plan",
    "drift",
    "promotion",
    "health",
    "diagnosis",
    "report",
  ],
  // The edges.
  cli: ["domain", "config", "template", "manifest", "workspace", "render", "report", "reconcile"],
  server: ["domain", "board", "report", "reconcile"],
  // The composition root: the only folder that knows everything; `main.ts` and the demo start it.
  program: [
    "domain",
    "config",
    "template",
    "manifest",
    "workspace",
    "render",
    "registry",
    "desired",
    "founding",
    "policy",
    "preflight",
    "plan",
    "promotion",
    "health",
    "diagnosis",
    "doctor",
    "eject",
    "report",
    "reconcile",
    "git",
    "github",
    "aws",
    "functions",
    "cli",
    "server",
    "board",
    "telemetry",
    "notify",
    "telling",
    "slack",
    "lease",
    "hints",
  ],
  demo: [
    "domain",
    "config",
    "template",
    "workspace",
    "report",
    "reconcile",
    "git",
    "aws",
    "functions",
    "simulator",
    "cli",
    "server",
    "program",
  ],
};

/** Files that wire everything together; nothing may import them. */
const roots = new Set(["main.ts"]);

test.each(globSync("src/**/*.ts"))("%s imports only what its folder may", (file) => {
  const folder = folderOf(file);
  if (roots.has(folder)) return;
  const forbidden = foldersImportedBy(file, readFileSync(file, "utf8")).filter(
    (target) => target !== folder && !allowed[folder]?.includes(target),
  );
  expect(forbidden).toEqual([]);
});

test("the check sees imports, type imports, re-exports and dynamic imports", () => {
  const text = `import "../aws/a.ts"; import type { B } from "../cli/b.ts"; export * from "../server/c.ts"; await import("../github/d.ts");`;
  expect(foldersImportedBy("src/plan/x.ts", text).toSorted()).toEqual(["aws", "cli", "github", "server"]);
});

function folderOf(file: string): string {
  return path.relative("src", file).split(path.sep)[0] ?? "";
}

function foldersImportedBy(file: string, text: string): string[] {
  const { module } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports.flatMap((entry) => entry.entries.map((item) => item.moduleRequest?.value)),
    ...module.dynamicImports.map((entry) =>
      text.slice(entry.moduleRequest.start + 1, entry.moduleRequest.end - 1),
    ),
  ];
  return specifiers
    .filter((specifier) => specifier?.startsWith("."))
    .map((specifier) => folderOf(path.join(path.dirname(file), specifier ?? "")));
}
