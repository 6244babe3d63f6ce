import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Placing } from "../../src/desired/placing.ts";
import { addonFileQuestions, placeAddons, readAddons } from "../../src/desired/placed-addons.ts";
import type { AddonsInputs } from "../../src/render/inputs.ts";
import { templateJson } from "../../src/template/template-json.ts";
import { valueAt } from "../../src/template/json-pointer.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { answersOf } from "./commit-answers.ts";

const place = { bucket: "artifacts", region: "eu-west-1" };
const api = { scope: "workload", name: "api" } as const;
const path = "copilot/api/addons/extra.yml";

async function placed(text: string, files: FileChanges): Promise<Placing<AddonsInputs | undefined>> {
  const read = readAddons(api, { templates: [{ path, text }], parameters: undefined });
  return placeAddons("api", read, await answersOf(files, addonFileQuestions(read)), place);
}

function template(resources: string): string {
  return `Parameters:\n  App: { Type: String }\n  Env: { Type: String }\n  Name: { Type: String }\nResources:\n${resources}`;
}

function resource(type: string, properties: string): string {
  return template(`  Thing:\n    Type: ${type}\n    Properties:\n      ${properties}\n`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const asset = (hash: string): string => `manual/addons/api/assets/${hash}`;

describe("files that addons name", () => {
  const code = { "functions/a/index.js": "x", "functions/a/lib/z.js": "y" };
  /** Names, permissions as `ls -l` writes them, contents, in the order of a walk: Copilot's hash. */
  const codeHash = sha256("index.js -rw-r--r--xlib/z.js -rw-r--r--y");

  test.each<
    readonly [situation: string, resource: string, files: FileChanges, pointer: string, value: unknown]
  >([
    [
      "a folder of a function's code is packed",
      resource("AWS::Lambda::Function", "Code: functions/a"),
      code,
      "/Resources/Thing/Properties/Code",
      { S3Bucket: "artifacts", S3Key: asset(codeHash) },
    ],
    [
      "a function's single file is packed under its base name",
      resource("AWS::Lambda::Function", "Code: ./functions/a/index.js"),
      code,
      "/Resources/Thing/Properties/Code",
      { S3Bucket: "artifacts", S3Key: asset(sha256("index.js -rw-r--r--x")) },
    ],
    [
      "an executable file counts as such",
      resource("AWS::Lambda::LayerVersion", "Content: bin"),
      { "bin/run": { executable: "x" } },
      "/Resources/Thing/Properties/Content",
      { S3Bucket: "artifacts", S3Key: asset(sha256("run -rwxr-xr-xx")) },
    ],
    [
      "files are hashed in the order of a walk, not of whole paths",
      resource("AWS::Serverless::Function", "CodeUri: src"),
      { "src/a.b": "1", "src/a/x": "2" },
      "/Resources/Thing/Properties/CodeUri",
      `s3://artifacts/${asset(sha256("a/x -rw-r--r--2a.b -rw-r--r--1"))}`,
    ],
    [
      "a script is uploaded as it is",
      resource("AWS::Glue::Job", "Command: { ScriptLocation: jobs/etl.py }"),
      { "jobs/etl.py": "print()" },
      "/Resources/Thing/Properties/Command/ScriptLocation",
      `s3://artifacts/${asset(sha256("print()"))}`,
    ],
    [
      "a nested template is named by https, which is all that CloudFormation takes there",
      resource("AWS::CloudFormation::Stack", "TemplateURL: stacks/table.yml"),
      { "stacks/table.yml": "Resources: {}" },
      "/Resources/Thing/Properties/TemplateURL",
      `https://artifacts.s3.eu-west-1.amazonaws.com/${asset(sha256("Resources: {}"))}`,
    ],
    [
      "an included fragment is uploaded wherever it stands",
      resource(
        "AWS::SNS::Topic",
        "Fn::Transform: { Name: AWS::Include, Parameters: { Location: parts/topic.yml } }",
      ),
      { "parts/topic.yml": "DisplayName: x" },
      "/Resources/Thing/Properties/Fn::Transform/Parameters/Location",
      `s3://artifacts/${asset(sha256("DisplayName: x"))}`,
    ],
  ])("%s", async (_situation, text, files, pointer, value) => {
    const result = await placed(text, files);
    if (result.kind === "refused" || result.value === undefined) throw new Error("not placed");
    expect(valueAt(templateJson(result.value.template), pointer)).toEqual(value);
    const [file, merged, ...more] = result.artifacts;
    expect(more).toEqual([]);
    expect(JSON.stringify(value)).toContain(file?.key);
    expect(result.value.templateUrl).toContain(merged?.key);
    expect(new TextDecoder().decode(merged?.content)).toContain(file?.key);
  });

  test("a folder that two functions share is uploaded once, and twice gives the same bytes", async () => {
    const text = template(
      ["One", "Two"]
        .map((id) => `  ${id}:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code: functions/a\n`)
        .join(""),
    );
    const [first, second] = [await placed(text, code), await placed(text, code)];
    expect(first.kind === "placed" && first.artifacts).toHaveLength(2);
    expect(first).toEqual(second);
  });

  test.each<readonly [situation: string, path: string, files: FileChanges, says: string]>([
    ["a missing folder", "functions/a", { x: "1" }, "which is not in the commit."],
    ["a path out of the repository", "../other", {}, "which leads out of the repository"],
    ["an absolute path", "/etc", { "etc/passwd": "1" }, "which leads out of the repository"],
    [
      "a link below a folder",
      "functions/a",
      { "functions/a/l": { symlink: "/etc/passwd" } },
      "is a symbolic link",
    ],
  ])("%s is found at its line", async (_situation, code, files, says) => {
    const result = await placed(resource("AWS::Lambda::Function", `Code: ${code}`), files);
    if (result.kind === "placed") throw new Error("placed");
    expect(result.failure).toMatchObject({ disposition: "stall", reason: "FileMissing" });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({ place: { file: path, line: 9 }, value: code });
    expect(result.findings[0]?.message).toContain(says);
  });

  test("addons that name no file ask the commit for nothing", () => {
    const read = readAddons(api, {
      templates: [{ path, text: resource("AWS::Lambda::Function", "Code: s3://elsewhere/code.zip") }],
      parameters: undefined,
    });
    expect(addonFileQuestions(read)).toEqual([]);
  });
});
