import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { serveWorld, type ServedWorld } from "../../src/simulator/protocols/serve-world.ts";
import { pythonNeeds, pythonProgram } from "../python/python-tools.ts";

const run = promisify(execFile);
const { missing, because } = pythonNeeds("aws");

const world = makeSimulatedAws({
  seed: "aws-cli",
  clock: { kind: "scaled", factor: 1000 },
});
const folder = mkdtempSync(path.join(tmpdir(), "autoland-aws-cli-"));
let served: ServedWorld;

beforeAll(async () => {
  served = await serveWorld(world);
});

afterAll(async () => {
  world.stop();
  await served.close();
  rmSync(folder, { recursive: true });
});

test.skipIf(missing)(
  `the aws command line deploys a stack and waits for it${because}`,
  async () => {
    const file = path.join(folder, "template.json");
    writeFileSync(
      file,
      JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: {} } } }),
    );
    const deploy = ["cloudformation", "deploy", "--stack-name", "cli", "--template-file", file];
    expect(await aws([...deploy, "--tags", "copilot-application=shop"])).toContain(
      "Successfully created/updated stack - cli",
    );
    const listed = await aws([
      "resourcegroupstaggingapi",
      "get-resources",
      "--resource-type-filters",
      "cloudformation:stack",
    ]);
    expect(JSON.parse(listed)).toMatchObject({
      ResourceTagMappingList: [{ Tags: [{ Key: "copilot-application", Value: "shop" }] }],
    });
    // The command line waits in steps of half a minute.
  },
  240_000,
);

test.skipIf(missing)(`the aws command line stores and reads parameters by path${because}`, async () => {
  await aws(["ssm", "put-parameter", "--name", "/cli/a", "--value", "x & <y>", "--type", "String"]);
  const read = await aws([
    "ssm",
    "get-parameters-by-path",
    "--path",
    "/cli",
    "--query",
    "Parameters[].Value",
  ]);
  expect(JSON.parse(read)).toEqual(["x & <y>"]);
});

test.skipIf(missing)(`the aws command line copies files to a bucket and back${because}`, async () => {
  const file = path.join(folder, "one.txt");
  const copy = path.join(folder, "two.txt");
  writeFileSync(file, "hello");
  await aws(["s3", "mb", "s3://cli-bucket"]);
  await aws(["s3", "cp", file, "s3://cli-bucket/folder/one.txt"]);
  expect(await aws(["s3", "ls", "s3://cli-bucket/folder/"])).toContain("one.txt");
  await aws(["s3", "cp", "s3://cli-bucket/folder/one.txt", copy]);
  expect(readFileSync(copy, "utf8")).toBe("hello");
});

test.skipIf(missing)(`the aws command line shows errors in AWS's words${because}`, async () => {
  const gone = aws(["cloudformation", "describe-stacks", "--stack-name", "nothing"]);
  await expect(gone).rejects.toThrow(
    "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id nothing does not exist",
  );
  await expect(aws(["ecs", "describe-services", "--cluster", "no", "--services", "s"])).rejects.toThrow(
    "(ClusterNotFoundException)",
  );
  expect(JSON.parse(await aws(["sts", "get-caller-identity"]))).toMatchObject({ Account: "111122223333" });
});

async function aws(command: readonly string[]): Promise<string> {
  const { accessKeyId, secretAccessKey } = world.issueCredentials(rootOf("111122223333"));
  const { stdout } = await run(
    pythonProgram("aws"),
    [...command, "--output", command[0] === "s3" ? "text" : "json"],
    {
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        AWS_ENDPOINT_URL: served.url,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_PAGER: "",
      },
    },
  );
  return stdout;
}
