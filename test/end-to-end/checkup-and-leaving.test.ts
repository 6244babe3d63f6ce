import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { autoland } from "./autoland-process.ts";
import { serveShop, type ServedShop } from "./served-shop.ts";

/** `autoland doctor` and `autoland eject` as processes, on the whole example application once Autoland has taken it over. */
let shop: ServedShop;
// A dozen processes, each a few seconds of a busy machine.
vi.setConfig({ testTimeout: 180_000 });
let home = "";

beforeAll(async () => {
  shop = await serveShop("taken-over");
  home = shop.environment["HOME"] ?? "";
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

describe("autoland doctor", () => {
  test("ends with 0 where nothing is missing, and says who it is, what it may do and what could not be tried", async () => {
    const { code, stdout, stderr } = await autoland(["doctor"], shop.environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`✓ aws ${shop.environment["AWS_ENDPOINT_URL"]}: this is arn:aws:iam::`);
    expect(stdout).toMatch(
      /✓ permissions shop\/production: shop-production-EnvManagerRole: \d+ actions allowed for looking/,
    );
    expect(stdout).toMatch(/✓ source shop: .* has the branches develop, release/);
    expect(stdout).toMatch(/\d+ in order, 0 missing, \d+ optional and off, \d+ could not be found out\.\n$/);
  });

  test("is data with --json, of the environments that are named", async () => {
    const { code, stdout } = await autoland(
      ["doctor", "--json", "--environment", "develop"],
      shop.environment,
    );
    const answer = JSON.parse(stdout) as { checks: readonly { subject: string }[] };
    expect(code).toBe(0);
    expect(answer).toMatchObject({ schemaVersion: 1, kind: "doctor", outcome: "ok" });
    expect(answer.checks.some(({ subject }) => subject.includes("production"))).toBe(false);
  });

  test("ends with 1 where AWS does not answer, and looks at the rest all the same", async () => {
    const { code, stdout } = await autoland(["doctor", "--endpoint", "http://127.0.0.1:9"], shop.environment);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ aws http:\/\/127\.0\.0\.1:9: AwsUnreachable/);
    expect(stdout).toContain("✓ source shop");
  });

  test("ends with 1 where a secret that is named is not set, and says which", async () => {
    const config = `${await readFile(path.join(home, "autoland.yml"), "utf8")}slack: { token: AUTOLAND_SLACK_TOKEN, channel: C0123456789 }\n`;
    const { code, stdout } = await autoland(["doctor", "--config", "env:CONFIG"], {
      ...shop.environment,
      CONFIG: config,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ slack slack: the environment variable AUTOLAND_SLACK_TOKEN.*\n {4}→ export /);
  });
});

test("the README's way from nothing to a first plan: init, doctor and plan, in this order, change nothing", async () => {
  const config = path.join(home, "drafted.yml");
  const begun = shop.world.log.records.length;
  const drafted = await autoland(["init", "--workspace", "examples/shop", "--out", config], shop.environment);
  expect([drafted.code, drafted.stdout]).toEqual([0, ""]);
  // What a person answers of the draft's CHECK comments: the repository, and which branch feeds what.
  const text = (await readFile(config, "utf8"))
    .replace(/git: \{ url: .* \}/, `git: { url: ${shop.repository.folder} }`)
    .replace(/main: \[.*\]/, "develop: [develop]\n      release: [staging, production]");
  await writeFile(config, text);
  const environment = { ...shop.environment, AUTOLAND_CONFIG: config };
  expect((await autoland(["doctor"], environment)).code).toBe(0);
  const plan = await autoland(["plan"], environment);
  expect([plan.code, plan.stderr]).toEqual([0, ""]);
  expect(plan.stdout).toMatch(/^production {2}release@[0-9a-f]{8} {2}look$/m);
  const written = shop.world.log.records
    .slice(begun)
    .filter(({ principal, via }) => via === undefined && /user\/admin|autoland/.test(principal))
    .filter(
      ({ action, outcome }) =>
        outcome === "ok" && !/^(?:Get|List|Describe|Head|Batch|Lookup|Assume|Simulate)/.test(action),
    );
  expect(written.map(({ service, action }) => `${service}:${action}`)).toEqual([]);
});

describe("autoland eject", () => {
  test("writes every stack so that deploying it changes nothing: each change set is empty", async () => {
    const out = path.join(home, "ejected");
    const { code, stdout, stderr } = await autoland(["eject", "--json", "--out", out], shop.environment);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `18 stacks are written to ${out}; its README.md says how to go on\n`,
    });
    const { stacks } = JSON.parse(stdout) as { stacks: readonly Ejected[] };
    // Each environment with its five workloads.
    expect(stacks.map(({ name }) => name).toSorted()).toEqual(
      ["develop", "production", "staging"].flatMap((environment) =>
        ["", "-api", "-daily-batch", "-stock", "-web", "-worker"].map((it) => `shop-${environment}${it}`),
      ),
    );
    for (const stack of stacks) expect([stack.name, await deployAgain(stack)]).toEqual([stack.name, empty]);
    expect(await readFile(path.join(out, "README.md"), "utf8")).toContain(
      "`shop/production/shop-production-api`",
    );
  });

  test("overwrites nothing", async () => {
    const { code, stderr } = await autoland(["eject", "--out", home], shop.environment);
    expect([code, stderr]).toEqual([
      2,
      `autoland: ${home} is already there, and eject overwrites nothing; name another with --out DIR, or move it away\n`,
    ]);
  });
});

interface Ejected {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly folder: string;
}

const empty = {
  Status: "FAILED",
  StatusReason:
    "The submitted information didn't contain changes. Submit different information to create a change set.",
};

/** What deploying the folder with the options of its own `deploy.sh` would change. */
async function deployAgain({ name, account, region, folder }: Ejected): Promise<object> {
  const script = await readFile(path.join(folder, "deploy.sh"), "utf8");
  expect((await stat(path.join(folder, "deploy.sh"))).mode & 0o111).not.toBe(0);
  const json = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(path.join(folder, file), "utf8"));
  const template = await readFile(path.join(folder, "template.yml"), "utf8");
  expect(script.includes("--template-body file://template.yml")).toBe(Buffer.byteLength(template) <= 51_200);
  const { world } = shop;
  const credentials = world.issueCredentials(rootOf(account));
  const call = (action: string, input: object): Promise<unknown> =>
    world.call({ service: "cloudformation", action, credentials, region, input });
  const named = { StackName: name, ChangeSetName: "plain" };
  const role = /--role-arn (\S+)/.exec(script)?.[1];
  await call("CreateChangeSet", {
    ...named,
    TemplateBody: template,
    Parameters: await json("parameters.json"),
    Tags: await json("tags.json"),
    Capabilities: /--capabilities ([A-Z_ ]+)/.exec(script)?.[1]?.trim().split(" "),
    ...(role === undefined ? {} : { RoleARN: role }),
    IncludeNestedStacks: script.includes("--include-nested-stacks"),
  });
  // The world's clock runs a hundred times as fast as ours.
  for (;;) {
    const seen = (await call("DescribeChangeSet", named)) as { Status: string; StatusReason?: string };
    if (!/PENDING|IN_PROGRESS/.test(seen.Status)) {
      const { Status, StatusReason } = seen;
      return { Status, StatusReason };
    }
    await world.clock.sleep(5_000);
  }
}
