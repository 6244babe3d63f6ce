import { describe, expect, test } from "vitest";
import { envFileNeeds, placeEnvFiles } from "../../src/desired/env-files.ts";
import type { Placing } from "../../src/desired/placing.ts";
import type { FileAnswer } from "../../src/desired/commit-files.ts";
import type { TextMap } from "../../src/domain/stack.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { FileChanges } from "../support/memory-source.ts";
import { answersOf } from "./commit-answers.ts";

const file = "copilot/api/manifest.yml";
const place = { bucket: "artifacts", region: "eu-west-1" };

const manifest = `name: api
type: Backend Service
image:
  location: nginx
env_file: ./config/api.env
logging:
  env_file: config/logs.env
sidecars:
  proxy:
    image: envoy
    env_file: config/api.env
environments:
  production:
    env_file: config/production.env
`;

async function placed(
  text: string,
  files: FileChanges,
  options: { readonly environment?: string; readonly region?: string; readonly answer?: FileAnswer } = {},
): Promise<Placing<TextMap>> {
  const { environment = "develop", region = "eu-west-1", answer } = options;
  const reading = readWorkloadManifest(text, { file, environment });
  if (reading.kind === "invalid") throw new Error(reading.findings[0]?.message);
  const needs = envFileNeeds(reading.manifest);
  const questions = needs.flatMap(({ question }) => question ?? []);
  const answers =
    answer === undefined
      ? await answersOf(files, questions)
      : new Map(questions.map((question) => [question, answer]));
  return placeEnvFiles(needs, answers, { ...place, region }, { workload: "api", file, text, environment });
}

const complete = {
  "config/api.env": "A=1\n",
  "config/logs.env": "B=2\n",
  "config/production.env": "A=1\n",
};

describe("env files of a commit", () => {
  test("each container gets the ARN of its file, and a file that two share is uploaded once", async () => {
    const result = await placed(manifest, complete);
    if (result.kind === "refused") throw new Error(result.failure.message);
    expect(Object.keys(result.value).toSorted()).toEqual(["api", "firelens_log_router", "proxy"]);
    expect(result.value["api"]).toBe(result.value["proxy"]);
    expect(result.artifacts.map(({ key }) => key.replace(/[0-9a-f]{64}/, "<sha256>"))).toEqual([
      "manual/env-files/api.env/<sha256>.env",
      "manual/env-files/logs.env/<sha256>.env",
    ]);
    const [first] = result.artifacts;
    expect(result.value["api"]).toBe(`arn:aws:s3:::artifacts/${first?.key}`);
    expect(new TextDecoder().decode(first?.content)).toBe("A=1\n");
  });

  test("an environment's section names its own file, whose base name stands in the key", async () => {
    const result = await placed(manifest, complete, { environment: "production" });
    expect(result.kind === "placed" && result.value["api"]).toMatch(
      /env-files\/production\.env\/[0-9a-f]{64}\.env$/,
    );
  });

  test("in China the ARN is of that partition", async () => {
    const result = await placed(manifest, complete, { region: "cn-north-1" });
    expect(result.kind === "placed" && result.value["api"]).toMatch(/^arn:aws-cn:s3:::/);
  });

  test.each<
    readonly [
      situation: string,
      environment: string,
      files: FileChanges,
      code: string,
      line: number,
      says: string,
    ]
  >([
    [
      "a missing file is found where the manifest names it",
      "develop",
      { "config/logs.env": "" },
      "file-not-found",
      5,
      "env_file is ./config/api.env, which is not in the commit.",
    ],
    [
      "a missing file of an environment is found in its section",
      "production",
      { "config/api.env": "", "config/logs.env": "" },
      "file-not-found",
      14,
      "env_file is config/production.env, which is not in the commit.",
    ],
    [
      "a link is refused",
      "develop",
      { ...complete, "config/logs.env": { symlink: "/etc/passwd" } },
      "invalid-file",
      7,
      "logging.env_file is config/logs.env, which cannot be used: config/logs.env is a symbolic link, and only ordinary files of the commit are read.",
    ],
    [
      "a folder is refused",
      "develop",
      { "config/logs.env": "", "config/api.env/x": "" },
      "invalid-file",
      5,
      "env_file is ./config/api.env, which is a folder of the commit; one file is wanted.",
    ],
  ])("%s", async (_situation, environment, files, code, line, says) => {
    const result = await placed(manifest, files, { environment });
    if (result.kind === "placed") throw new Error("placed");
    expect(result.failure).toMatchObject({ disposition: "stall", reason: "FileMissing" });
    expect(result.findings[0]).toMatchObject({ code, message: says, place: { file, line } });
  });

  test("a path out of the repository is refused and asked of nobody", async () => {
    const text = manifest.replace("./config/api.env", "../../etc/secret.env");
    const result = await placed(text, complete);
    expect(result.kind === "refused" && result.findings.map(({ field, code }) => [field, code])).toEqual([
      ["env_file", "invalid-file"],
    ]);
  });

  test("a repository that cannot be read is no missing file: it is looked at again", async () => {
    const failure = { disposition: "retry", reason: "RepositoryUnreachable", message: "no answer" } as const;
    const result = await placed(manifest, {}, { answer: { kind: "unreadable", failure } });
    expect(result).toMatchObject({
      kind: "refused",
      failure: { disposition: "retry", reason: failure.reason },
      findings: [],
    });
  });

  test.each(["Request-Driven Web Service", "Static Site"])("a %s has none", (type) => {
    const image =
      type === "Static Site" ? "files:\n  - source: dist" : "image:\n  location: nginx\n  port: 80";
    const reading = readWorkloadManifest(`name: api\ntype: ${type}\n${image}\n`, { file });
    expect(reading.kind === "read" && envFileNeeds(reading.manifest)).toEqual([]);
  });
});
