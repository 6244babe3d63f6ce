import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { readTemplate } from "../../src/template/read-template.ts";
import { autoland } from "./autoland-process.ts";

/** Commands that need no AWS, as processes. */
const shop = "examples/shop";
const escape = "\u001B";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "autoland-commands-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.concurrent("wrong usage ends with 2, one helpful line, and no data", () => {
  test.each<[words: string, line: string]>([
    ["frobnicate", "there is no command `frobnicate`; `autoland help` lists them"],
    ["doctor shop", "`autoland doctor` does not take the word shop"],
    ["doctor --out x", "`autoland doctor` does not take --out"],
    ["eject shop", "`autoland eject` does not take the word shop"],
    ["init shop", "`autoland init` does not take the word shop"],
    [
      "init --environment develop",
      "`autoland init` drafts all environments of an application; it does not take --environment",
    ],
    ["sync develop", "`autoland sync` does not take the word develop"],
    ["plan --format pdf", "--format is pdf; a plan is written as text or markdown"],
    ["plan --commit main", "--commit is main; it must be a commit, or at least its first seven digits"],
    ["status --commit 0123abcd", "`autoland status` does not take --commit"],
    ["plan --out x", "`autoland plan` does not take --out"],
    ["run --port many", "--port is many; it must be a number from 0 to 65535"],
    ["retry develop/", "`autoland retry` takes one target, written ENVIRONMENT or ENVIRONMENT/WORKLOAD"],
    ["render api", "`autoland render WORKLOAD` needs one --environment"],
  ])("autoland %s", async (words, line) => {
    const { code, stdout, stderr } = await autoland(words.split(" "));
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `autoland: ${line}\n` });
  });

  test("an option that nobody knows is named", async () => {
    const { code, stdout, stderr } = await autoland(["plan", "--fast"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^autoland: .*--fast.*\n$/);
  });
});

describe.concurrent("the configuration", () => {
  test("that is not there is asked for, with an example", async () => {
    const { code, stdout, stderr } = await autoland(["plan", "--config", path.join(folder, "none.yml")]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("none.yml");
    expect(stderr).toContain("examples/shop/autoland.yml");
  });

  test("that is broken is refused with file, line and column of every fault", async () => {
    const file = path.join(folder, "broken.yml");
    const text = await readFile(path.join(shop, "autoland.yml"), "utf8");
    await writeFile(
      file,
      text.replace("mode: apply", "mode: aply").replace("interval: 30s", "intervall: 30s"),
    );
    const { code, stdout, stderr } = await autoland(["sync", "--config", file]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("ConfigInvalid");
    const lines = text.split("\n");
    const at = (fragment: string): number => lines.findIndex((line) => line.includes(fragment)) + 1;
    expect(stderr).toContain(`${file}:${at("interval: 30s")}:`);
    expect(stderr).toContain(`${file}:${at("mode: apply")}:`);
  });
});

describe.concurrent("validate", () => {
  test("finds nothing in a good workspace", async () => {
    const { code, stdout, stderr } = await autoland(["validate", shop]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "0 errors, 0 warnings\n" });
  });

  test("ends with 1 and says where and what, as data and without colour", async () => {
    const broken = await brokenWorkspace("validate");
    const { code, stdout } = await autoland(["validate", broken]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^copilot\/api\/manifest\.yml:3:6: error cpu: .+\[wrong-type\]\n/);
    expect(stdout).not.toContain(escape);
  });

  test.each(["json", "sarif", "github"])(
    "writes %s for machines, and nothing else to stdout",
    async (format) => {
      const broken = await brokenWorkspace(format);
      const { code, stdout } = await autoland(["validate", broken, "--format", format]);
      expect(code).toBe(1);
      if (format === "github") expect(stdout).toMatch(/^::error file=copilot\/api\/manifest\.yml,line=3,/);
      else expect(JSON.parse(stdout)).toBeTypeOf("object");
    },
  );
});

describe.concurrent("render", () => {
  test("writes one workload's template to stdout, and nothing else", async () => {
    const { code, stdout } = await autoland([
      "render",
      "api",
      "--environment",
      "develop",
      "--workspace",
      shop,
    ]);
    expect(code).toBe(0);
    expect(stdout).not.toContain(escape);
    const reading = readTemplate(stdout);
    expect(reading.kind === "read" && Object.keys(reading.template.Resources)).toContain("TaskDefinition");
  });

  test("writes every workload and environment into a folder, under Copilot's file names", async () => {
    const out = path.join(folder, "rendered");
    const { code, stdout } = await autoland(["render", "--all", "--out", out, "--workspace", shop]);
    expect([code, stdout]).toEqual([0, ""]);
    const expected = ["api", "daily-batch", "stock", "web", "worker"].flatMap((workload) =>
      ["develop", "production", "staging"].flatMap((environment) => [
        `${workload}-${environment}.params.json`,
        `${workload}-${environment}.stack.yml`,
        ...(workload === "stock" ? [`${workload}-${environment}.addons.stack.yml`] : []),
      ]),
    );
    expect((await readdir(out)).toSorted()).toEqual(expected.toSorted());
    for (const name of expected.filter((file) => file.endsWith(".yml")))
      expect(readTemplate(await readFile(path.join(out, name), "utf8")).kind).toBe("read");
  });

  test("names the workloads that there are when one is asked for that is not there", async () => {
    const words = ["render", "apl", "--environment", "develop", "--workspace", shop];
    const { code, stdout, stderr } = await autoland(words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("api, daily-batch, stock, web, worker");
  });
});

describe.concurrent("init", () => {
  test("drafts from the workspace alone, says so, and what it drafts is read", async () => {
    const root = await pipelinedWorkspace("init-offline");
    const { code, stdout, stderr } = await autoland(["init", "--workspace", root, "--offline"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "autoland: Parameter Store was not asked (--offline); drafting from the files alone\n",
    });
    expect(stdout).toContain("# CHECK: Parameter Store was not asked (--offline).");
    expect(parseConfig("autoland.yml", stdout)).toMatchObject({
      kind: "config",
      config: {
        applications: [
          {
            application: "shop",
            source: { kind: "github", repository: "acme/shop" },
            branches: [
              { pattern: "develop", environments: ["develop"] },
              { pattern: "release", environments: ["staging", "production"] },
            ],
            environments: [
              { environment: "develop", mode: "look" },
              { environment: "staging", mode: "look" },
              { environment: "production", mode: "look", after: "staging" },
            ],
          },
        ],
      },
    });
  });

  test("writes a file once, and never over one that is there", async () => {
    const out = path.join(folder, "drafted.yml");
    const words = ["init", "--workspace", shop, "--offline", "--out", out];
    const first = await autoland(words);
    expect([first.code, first.stdout]).toEqual([0, ""]);
    expect(first.stderr).toContain(`autoland plan --config ${out}`);
    const text = await readFile(out, "utf8");
    expect(parseConfig(out, text).kind).toBe("config");
    await writeFile(out, `${text}# mine\n`);
    const second = await autoland(words);
    expect([second.code, second.stdout]).toEqual([2, ""]);
    expect(second.stderr).toContain(`${out} is already there, and init overwrites nothing`);
    expect(await readFile(out, "utf8")).toBe(`${text}# mine\n`);
  });

  test("without a region or credentials goes on with the files, and says why", async () => {
    const { code, stdout, stderr } = await autoland(["init", "--workspace", shop, "--json"]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "Parameter Store could not be read: list parameters under /copilot/applications/shop: ",
    );
    const answer: unknown = JSON.parse(stdout);
    expect(answer).toEqual({
      schemaVersion: 1,
      kind: "init",
      config: expect.stringContaining("main: [develop, production, staging]") as string,
      notes: expect.arrayContaining([
        expect.stringContaining("Parameter Store could not be read") as string,
        expect.stringContaining("no pipeline says what feeds develop, production, staging") as string,
      ]) as string[],
    });
  });

  test("a pipeline that cannot be read is told, and the rest is drafted", async () => {
    const root = await pipelinedWorkspace("init-broken");
    await writeFile(path.join(root, "copilot/pipeline.yml"), "name: old\nversion: 7\n");
    await mkdir(path.join(root, "copilot/pipelines/latin"));
    await writeFile(path.join(root, "copilot/pipelines/latin/manifest.yml"), Buffer.from([0x6e, 0xe9]));
    const { code, stdout } = await autoland(["init", "--workspace", root, "--offline"]);
    expect(code).toBe(0);
    expect(stdout).toContain("# CHECK: Line 1 of copilot/pipelines/latin/manifest.yml is not UTF-8.");
    expect(stdout).toContain(
      "# CHECK: the pipeline copilot/pipeline.yml cannot be read, and feeds nothing here: version is 7",
    );
    expect(stdout).toContain("release: [staging, production]");
  });

  test("another application's name and a folder without a workspace are refused, with what would be right", async () => {
    const [other, none] = await Promise.all([
      autoland(["init", "--workspace", shop, "--application", "books"]),
      autoland(["init", "--workspace", path.join(shop, "api"), "--offline"]),
    ]);
    expect([other.code, other.stdout]).toEqual([2, ""]);
    expect(other.stderr).toContain("--application is books, and the workspace in ");
    expect([none.code, none.stdout]).toEqual([1, ""]);
    expect(none.stderr).toContain("--workspace DIR");
  });
});

/** A workspace of two pipelines, the second of which has two stages. */
async function pipelinedWorkspace(name: string): Promise<string> {
  const root = path.join(folder, name);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, "copilot", file)), { recursive: true });
    await writeFile(path.join(root, "copilot", file), text);
  };
  await write(".workspace", "application: shop\n");
  for (const environment of ["develop", "staging", "production"])
    await write(`environments/${environment}/manifest.yml`, `name: ${environment}\ntype: Environment\n`);
  for (const [branch, stages] of [
    ["develop", ["develop"]],
    ["release", ["staging", "production"]],
  ] as const)
    await write(
      `pipelines/shop-${branch}/manifest.yml`,
      [
        `name: shop-${branch}`,
        "version: 1",
        "source:",
        "  provider: GitHub",
        `  properties: { branch: ${branch}, repository: https://github.com/acme/shop }`,
        "stages:",
        ...stages.map((stage) => `  - name: ${stage}`),
        "",
      ].join("\n"),
    );
  return root;
}

/** A workspace with one service whose CPU is a word. */
async function brokenWorkspace(name: string): Promise<string> {
  const root = path.join(folder, name);
  await mkdir(path.join(root, "copilot/api"), { recursive: true });
  await writeFile(path.join(root, "copilot/.workspace"), "application: shop\n");
  const manifest = "name: api\ntype: Backend Service\ncpu: a lot\nimage:\n  location: busybox\n";
  await writeFile(path.join(root, "copilot/api/manifest.yml"), manifest);
  return root;
}
