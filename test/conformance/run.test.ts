import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A kit of our own making: one patch and one environment, each with what they should come to. */
let kit = "";

beforeAll(() => {
  kit = mkdtempSync(path.join(tmpdir(), "kit-"));
  write("overrides/yamlpatch/good/case.json", patchCase("good", { outcome: "ok", template: "expected.yml" }));
  write("overrides/yamlpatch/good/template.yml", "a: {b: 1}\n");
  write("overrides/yamlpatch/good/patch.yml", "- {op: add, path: /a/c, value: !Ref X}\n");
  write("overrides/yamlpatch/good/expected.yml", "a: {c: {Ref: X}, b: 1}\n");
  write("environments/plain/case.json", environmentCase("plain"));
  write("environments/plain/env-manifest.yml", "name: test\ntype: Environment\n");
});

afterAll(() => rmSync(kit, { recursive: true }));

test("a kit without an index is walked, results are written, and a case without an expectation is skipped", async () => {
  const out = path.join(kit, "out");
  const { code, stdout } = await conformance([kit, "--out", out]);
  expect(stdout).toContain("skipped environments/plain: the case has no expectation");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  expect(code).toBe(0);
  expect(json(path.join(out, "overrides/yamlpatch/good/result.json"))).toEqual({
    outcome: "ok",
    document: { a: { b: 1, c: { Ref: "X" } } },
  });
  expect(json(path.join(out, "environments/plain/template.json"))).toMatchObject({ Resources: { VPC: {} } });
  expect(json(path.join(out, "environments/plain/params.json"))).toMatchObject({
    Parameters: { AppName: "demo" },
    Tags: { "copilot-environment": "test" },
  });
});

test("a case whose expectation was tampered with fails, by name and place, with exit code 1", async () => {
  const other = mkdtempSync(path.join(tmpdir(), "tampered-"));
  const folder = "fuzz/overrides/yamlpatch/bad";
  write(`${folder}/case.json`, patchCase("bad", { outcome: "ok", template: "expected.yml" }), other);
  write(`${folder}/template.yml`, "a: {b: 1}\n", other);
  write(`${folder}/patch.yml`, "[]\n", other);
  write(`${folder}/expected.yml`, "a: {b: 2}\n", other);
  const { code, stdout } = await conformance([other]);
  rmSync(other, { recursive: true });
  expect(stdout).toContain("FAILED fuzz/bad\n  /a/b is 1, expected 2\n");
  expect(code).toBe(1);
});

test("--json puts the report alone on stdout, for the chosen family and case", async () => {
  const { stdout, stderr } = await conformance([kit, "--json", "--family", "overrides", "--case", "good"]);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    kind: "conformance",
    passed: 1,
    cases: [{ id: "good" }],
  });
  expect(stderr).toContain("1 passed, 0 failed, 0 skipped");
});

test.each([
  ["a folder that is not there", ["/nowhere/at/all"]],
  ["a family that is none", ["--family", "jobs"]],
  ["an unknown option", ["--frob"]],
  ["a case that is not in the kit", ["--case", "nothing"]],
])("%s is wrong usage", async (_situation, args) => {
  const { code, stderr } = await conformance(args[0] === "/nowhere/at/all" ? args : [kit, ...args]);
  expect(code).toBe(2);
  expect(stderr).not.toBe("");
});

function write(name: string, content: string, root = kit): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function patchCase(id: string, expectation: object): string {
  const inputs = { template: "template.yml", patches: "patch.yml" };
  return JSON.stringify({ id, kind: "yaml-patch", inputs, expect: expectation });
}

function environmentCase(id: string): string {
  const inputs = {
    application: { name: "demo" },
    environment: { name: "test" },
    manifest_steps: ["unmarshal"],
  };
  return JSON.stringify({ id, kind: "environment", inputs });
}

async function conformance(
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = path.join(import.meta.dirname, "run.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      const failed = typeof error?.code === "number" ? error.code : -1;
      resolve({ code: error === null ? 0 : failed, stdout, stderr });
    });
  });
}
