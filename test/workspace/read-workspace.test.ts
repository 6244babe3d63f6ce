import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { selectWorkspaceFiles, workspaceLimits } from "../../src/workspace/select-files.ts";
import type { Workspace, WorkspaceReading } from "../../src/workspace/workspace.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { fileEntry, readFiles, saneFiles } from "./workspace-fixture.ts";

test("a sane workspace is read without a warning", async () => {
  const reading = await readFiles(saneFiles, "shop");
  expect(reading).toEqual({
    kind: "read",
    warnings: [],
    workspace: {
      application: "shop",
      workloads: new Map([
        [
          "api",
          {
            name: "api",
            manifest: { path: "copilot/api/manifest.yml", text: "name: api\ntype: Backend Service\n" },
            addons: { templates: [], parameters: undefined },
            overrides: { kind: "none" },
          },
        ],
      ]),
      environments: new Map([
        [
          "develop",
          {
            name: "develop",
            manifest: {
              path: "copilot/environments/develop/manifest.yml",
              text: "name: develop\ntype: Environment\n",
            },
          },
        ],
      ]),
      pipelines: [],
      environmentAddons: { templates: [], parameters: undefined },
      environmentOverrides: { kind: "none" },
    },
  });
});

describe("what is in the folder and where it ends up", () => {
  test("workloads and environments come in order of name", async () => {
    const workspace = await readSane({
      "copilot/worker/manifest.yml": "name: worker\n",
      "copilot/Api2/manifest.yml": "name: Api2\n",
      "copilot/environments/a/manifest.yml": "name: a\n",
    });
    expect([...workspace.workloads.keys()]).toEqual(["Api2", "api", "worker"]);
    expect([...workspace.environments.keys()]).toEqual(["a", "develop"]);
  });

  test("addons are the YAML files directly in the folder; the parameters file stands apart", async () => {
    const workspace = await readSane({
      "copilot/api/addons/table.yml": "Resources: {}\n",
      "copilot/api/addons/bucket.yaml": "Resources: {}\n",
      "copilot/api/addons/addons.parameters.yml": "Parameters: {}\n",
      "copilot/api/addons/README.md": "not a template",
      "copilot/api/addons/lambda/index.js": "code",
      "copilot/api/addons/lambda/template.yml": "not an addon",
      "copilot/environments/addons/efs.yml": "Resources: {}\n",
    });
    const addons = workspace.workloads.get("api")?.addons;
    expect(addons?.templates.map((file) => file.path)).toEqual([
      "copilot/api/addons/bucket.yaml",
      "copilot/api/addons/table.yml",
    ]);
    expect(addons?.parameters?.path).toBe("copilot/api/addons/addons.parameters.yml");
    expect(workspace.environmentAddons.templates.map((file) => file.path)).toEqual([
      "copilot/environments/addons/efs.yml",
    ]);
  });

  test("patches win over a CDK override, and a CDK override is named by its folder", async () => {
    const workspace = await readSane({
      "copilot/api/overrides/cfn.patches.yml": "[]\n",
      "copilot/api/overrides/cdk.json": "{}\n",
      "copilot/environments/overrides/cdk.json": "{}\n",
      "copilot/environments/overrides/bin/override.ts": "code",
    });
    expect(workspace.workloads.get("api")?.overrides).toEqual({
      kind: "patches",
      file: { path: "copilot/api/overrides/cfn.patches.yml", text: "[]\n" },
    });
    expect(workspace.environmentOverrides).toEqual({ kind: "cdk", folder: "copilot/environments/overrides" });
  });

  test("the older single pipeline comes before the pipelines of the folder", async () => {
    const workspace = await readSane({
      "copilot/pipeline.yml": "name: old\n",
      "copilot/buildspec.yml": "version: 0.2\n",
      "copilot/pipelines/main/manifest.yml": "name: shop-main\n",
      "copilot/pipelines/main/overrides/cfn.patches.yml": "[]\n",
      "copilot/pipelines/develop/manifest.yml": "name: shop-develop\n",
      "copilot/pipelines/develop/buildspec.yml": "version: 0.2\n",
    });
    expect(workspace.pipelines.map((pipeline) => pipeline.name)).toEqual(["pipeline.yml", "develop", "main"]);
    expect(workspace.pipelines.map((pipeline) => pipeline.buildspec?.path)).toEqual([
      "copilot/buildspec.yml",
      "copilot/pipelines/develop/buildspec.yml",
      undefined,
    ]);
    expect(workspace.pipelines[2]?.overrides.kind).toBe("patches");
  });

  test("a folder without manifest.yml is ignored, whatever else is in it", async () => {
    const workspace = await readSane({
      "copilot/docs/README.md": "text",
      "copilot/old/addons/table.yml": "\xff",
      "copilot/old/overrides/cfn.patches.yml": { symlink: "/etc/passwd" },
      "copilot/environments/gone/README.md": "text",
    });
    expect([...workspace.workloads.keys()]).toEqual(["api"]);
    expect([...workspace.environments.keys()]).toEqual(["develop"]);
  });

  test("a link that cannot stand for a workload is left alone", async () => {
    const workspace = await readSane({
      "copilot/AGENTS.md": { symlink: "../AGENTS.md" },
      "copilot/api/addons/lambda/node_modules": { symlink: "../node_modules" },
    });
    expect(workspace.workloads.size).toBe(1);
  });

  test("a byte order mark is no part of the text", async () => {
    const workspace = await readSane({ "copilot/api/manifest.yml": "\uFEFFname: api\n" });
    expect(workspace.workloads.get("api")?.manifest.text).toBe("name: api\n");
  });
});

describe("a commit without a copilot folder is absent, which is not empty", () => {
  test.each<[string, FileChanges]>([
    ["no such folder", { "src/a.ts": "a" }],
    ["a file of that name", { copilot: "a program" }],
    ["a folder whose name only begins so", { "copilot-old/.workspace": "application: shop\n" }],
  ])("%s", async (_situation, files) => {
    expect(await readFiles(files, "shop")).toEqual({ kind: "absent" });
  });
});

describe("errors make the whole workspace invalid, each with its code and place", () => {
  test.each<[string, FileChanges, string]>([
    ["no .workspace", { "copilot/.workspace": null }, "required-field-missing copilot/.workspace:1:1"],
    ["an empty .workspace", { "copilot/.workspace": "" }, "invalid-workspace-file copilot/.workspace:1:1"],
    [
      "a .workspace without an application",
      { "copilot/.workspace": "app: shop\n" },
      "invalid-workspace-file copilot/.workspace:1:1",
    ],
    [
      "a .workspace with a list as application",
      { "copilot/.workspace": "\napplication: [shop]\n" },
      "invalid-workspace-file copilot/.workspace:2:1",
    ],
    [
      "a .workspace that is not YAML",
      { "copilot/.workspace": "application: 'shop\n" },
      "invalid-workspace-file copilot/.workspace:2:1",
    ],
    [
      "another application",
      { "copilot/.workspace": "# by hand\napplication: blog\n" },
      "another-application copilot/.workspace:2:14",
    ],
    [
      "an application in other letters",
      { "copilot/.workspace": "application: Shop\n" },
      "another-application copilot/.workspace:1:14",
    ],
    [
      "a manifest with another name",
      { "copilot/api/manifest.yml": "# api\nname: web\n" },
      "inconsistent-values copilot/api/manifest.yml:2:7",
    ],
    [
      "a manifest without a name",
      { "copilot/api/manifest.yml": "type: Backend Service\n" },
      "required-field-missing copilot/api/manifest.yml:1:1",
    ],
    [
      "a manifest whose name is empty",
      { "copilot/api/manifest.yml": "name:\n" },
      "inconsistent-values copilot/api/manifest.yml:1:1",
    ],
    [
      "a name that only a nested map has",
      { "copilot/api/manifest.yml": "image:\n  name: api\n" },
      "required-field-missing copilot/api/manifest.yml:1:1",
    ],
    [
      "an environment with another name",
      { "copilot/environments/develop/manifest.yml": "name: dev\n" },
      "inconsistent-values copilot/environments/develop/manifest.yml:1:7",
    ],
    [
      "a folder name that no stack can have",
      { "copilot/my_api/manifest.yml": "name: my_api\n" },
      "invalid-format copilot/my_api/manifest.yml:1:1",
    ],
    [
      "a workload called pipelines",
      { "copilot/pipelines/manifest.yml": "name: pipelines\n" },
      "reserved-name copilot/pipelines/manifest.yml:1:1",
    ],
    [
      "an environment called addons",
      { "copilot/environments/addons/manifest.yml": "name: addons\n" },
      "reserved-name copilot/environments/addons/manifest.yml:1:1",
    ],
    [
      "a manifest in another encoding",
      { "copilot/api/manifest.yml": Buffer.from("name: api\n# caf\xe9\n", "latin1") },
      "invalid-utf-8 copilot/api/manifest.yml:2:1",
    ],
    [
      "a linked manifest",
      { "copilot/api/manifest.yml": { symlink: "../base.yml" } },
      "symlink-refused copilot/api/manifest.yml:1:1",
    ],
    ["a linked workload folder", { "copilot/web": { symlink: "../web" } }, "symlink-refused copilot/web:1:1"],
    [
      "a linked environment",
      { "copilot/environments/prod": { symlink: "develop" } },
      "symlink-refused copilot/environments/prod:1:1",
    ],
    [
      "linked addons",
      { "copilot/api/addons": { symlink: "../shared" } },
      "symlink-refused copilot/api/addons:1:1",
    ],
    [
      "a submodule as workload",
      { "copilot/web": { submodule: "1".repeat(40) } },
      "submodule-refused copilot/web:1:1",
    ],
    [
      "overrides that say nothing",
      { "copilot/api/overrides/README.md": "later" },
      "required-field-missing copilot/api/overrides:1:1",
    ],
    [
      "two parameter files",
      {
        "copilot/api/addons/t.yml": "{}",
        "copilot/api/addons/addons.parameters.yml": "{}",
        "copilot/api/addons/addons.parameters.yaml": "{}",
      },
      "mutually-exclusive copilot/api/addons/addons.parameters.yaml:1:1",
    ],
    [
      "a manifest of more than 1 MiB",
      { "copilot/api/manifest.yml": `name: api\n#${"x".repeat(1024 * 1024)}` },
      "limit-exceeded copilot/api/manifest.yml:1:1",
    ],
  ])("%s", async (_situation, changes, expected) => {
    expect(problemsOf(await readFiles({ ...saneFiles, ...changes }, "shop"))).toContain(expected);
  });

  test("the copilot folder itself as a link", async () => {
    expect(problemsOf(await readFiles({ copilot: { symlink: "deploy" } }, "shop"))).toContain(
      "symlink-refused copilot:1:1",
    );
  });

  test("all of them are reported at once", async () => {
    const reading = await readFiles(
      {
        ...saneFiles,
        "copilot/.workspace": "application: blog\n",
        "copilot/api/manifest.yml": "name: web\n",
      },
      "shop",
    );
    expect(problemsOf(reading).length).toBe(2);
  });
});

describe("what is odd but harms nothing is a warning", () => {
  test.each<[string, FileChanges, string]>([
    [
      "manifest.yaml",
      { "copilot/web/manifest.yaml": "name: web\n" },
      "manifest-not-recognised copilot/web/manifest.yaml:1:1",
    ],
    [
      "an environment's Manifest.yml",
      { "copilot/environments/prod/Manifest.yml": "name: prod\n" },
      "manifest-not-recognised copilot/environments/prod/Manifest.yml:1:1",
    ],
    [
      "a parameters file without a template",
      { "copilot/api/addons/addons.parameters.yml": "Parameters: {}\n" },
      "ignored-value copilot/api/addons/addons.parameters.yml:1:1",
    ],
    [
      "a pipeline in another encoding",
      { "copilot/pipeline.yml": Uint8Array.of(0xff, 0x0a) },
      "invalid-utf-8 copilot/pipeline.yml:1:1",
    ],
  ])("%s", async (_situation, changes, expected) => {
    const reading = await readFiles({ ...saneFiles, ...changes }, "shop");
    expect(reading.kind).toBe("read");
    expect(problemsOf(reading)).toEqual([expected]);
  });
});

test("a manifest that is not YAML is left to the one who reads manifests", async () => {
  const reading = await readFiles(
    { ...saneFiles, "copilot/api/manifest.yml": "name: api\nimage: [\n" },
    "shop",
  );
  expect(reading.kind).toBe("read");
});

test("hostile text costs little and a long manifest's plain name is still compared", async () => {
  const brackets = "[".repeat(1024 * 1024 - 100);
  const read = await readFiles({ ...saneFiles, "copilot/api/manifest.yml": brackets }, "shop");
  expect(read.kind).toBe("read");
  const renamed = await readFiles(
    { ...saneFiles, "copilot/api/manifest.yml": `# x\nname: web\n#${"x".repeat(900_000)}\n` },
    "shop",
  );
  expect(problemsOf(renamed)).toEqual(["inconsistent-values copilot/api/manifest.yml:2:7"]);
  const summary = await readFiles({ ...saneFiles, "copilot/.workspace": brackets }, "shop");
  expect(problemsOf(summary)).toEqual(["invalid-workspace-file copilot/.workspace:1:1"]);
}, 5000);

test("any application is taken where none is expected", async () => {
  const reading = await readFiles({ ...saneFiles, "copilot/.workspace": "application: '1.10'\n" });
  expect(reading.kind === "read" && reading.workspace.application).toBe("1.10");
});

describe("trees that no honest repository has", () => {
  test.each([
    ["copilot/../.ssh/id", "unsafe-path"],
    ["copilot/./manifest.yml", "unsafe-path"],
    ["copilot//manifest.yml", "unsafe-path"],
    ["copilot/api/.git/config", "unsafe-path"],
    ["copilot/a\\b/manifest.yml", "unsafe-path"],
    ["copilot/a\u0000b/manifest.yml", "unsafe-path"],
    ["copilot/a\uFFFDb/manifest.yml", "unsafe-path"],
  ])("%j is refused", (path, code) => {
    const { refused } = selectWorkspaceFiles([fileEntry("copilot/.workspace"), fileEntry(path)]);
    expect(refused.map((finding) => finding.code)).toContain(code);
  });

  test("a file that is listed twice is refused", () => {
    const { refused } = selectWorkspaceFiles([
      fileEntry("copilot/.workspace"),
      fileEntry("copilot/.workspace"),
    ]);
    expect(refused.map((finding) => finding.code)).toEqual(["duplicate-path"]);
  });

  test("more files than the limit are refused, and none is read", () => {
    const entries = Array.from({ length: workspaceLimits.files + 1 }, (_, index) =>
      fileEntry(`copilot/w${index}/manifest.yml`),
    );
    const selection = selectWorkspaceFiles(entries);
    expect(selection.wanted).toEqual([]);
    expect(selection.refused.map((finding) => finding.code)).toEqual(["limit-exceeded"]);
  });

  test("more bytes than the limit are refused, though each file is within its own", () => {
    const entries = Array.from({ length: 33 }, (_, index) =>
      fileEntry(`copilot/w${index}/manifest.yml`, workspaceLimits.fileBytes),
    );
    expect(selectWorkspaceFiles(entries).wanted).toEqual([]);
  });

  test("any number of files that nobody wants costs nothing", () => {
    const entries = Array.from({ length: 20_000 }, (_, index) =>
      fileEntry(`copilot/api/overrides/node_modules/p${index}/index.js`, 5_000_000),
    );
    const selection = selectWorkspaceFiles([...entries, fileEntry("copilot/api/manifest.yml")]);
    expect(selection.wanted.map((file) => file.path)).toEqual(["copilot/api/manifest.yml"]);
    expect(selection.refused).toEqual([]);
  });
});

test("a content that was not handed over is a fault of the caller, not an empty file", () => {
  const selection = selectWorkspaceFiles([fileEntry("copilot/.workspace")]);
  expect(() => readWorkspace({ selection, contents: new Map() })).toThrow(/was not read/);
});

test("whatever a tree holds, every wanted path is an ordinary path below copilot and every finding has a place", () => {
  const segment = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      ".git",
      "environments",
      "pipelines",
      "addons",
      "overrides",
      "manifest.yml",
      "",
    ),
    fc.string({ unit: "binary", maxLength: 5 }).map((text) => text.replaceAll("/", "")),
  );
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `copilot/${parts.join("/")}`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
      const selection = selectWorkspaceFiles(paths.map((each) => fileEntry(each)));
      const isRefused = selection.refused.some((finding) => finding.severity === "error");
      const hasAscent = selection.wanted.some((file) => /(^|\/)(\.\.?|\.git)?(\/|$)/.test(file.path));
      expect(hasAscent && !isRefused).toBe(false);
      for (const { place } of selection.refused) {
        expect(place.file).not.toMatch(/\p{Cc}/u);
        expect([place.line, place.column]).toEqual([1, 1]);
      }
    }),
  );
});

async function readSane(changes: FileChanges): Promise<Workspace> {
  const reading = await readFiles({ ...saneFiles, ...changes }, "shop");
  if (reading.kind !== "read") throw new Error(problemsOf(reading).join("\n"));
  expect(problemsOf(reading)).toEqual([]);
  return reading.workspace;
}

function problemsOf(reading: WorkspaceReading): readonly string[] {
  const findings =
    reading.kind === "invalid" ? reading.findings : reading.kind === "read" ? reading.warnings : [];
  return findings.map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`);
}
