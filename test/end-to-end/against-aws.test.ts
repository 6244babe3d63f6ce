import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { writesSince } from "../support/aws-world.ts";
import { autoland } from "./autoland-process.ts";
import { type ServedShop, serveShop } from "./served-shop.ts";

const escape = "\u001B";
/** Milliseconds, for processes on a busy machine; they take a tenth of it on a quiet one. */
const patience = 240_000;

describe("looking at a shop that Copilot has deployed", () => {
  let shop: ServedShop;
  let calls = 0;
  beforeAll(async () => {
    shop = await serveShop("copilot");
    calls = shop.world.log.records.length;
  }, patience);
  afterAll(async () => {
    // Whatever was looked at, and in whatever order.
    expect(writesSince(shop.world, calls)).toEqual([]);
    await shop[Symbol.asyncDispose]();
  });

  test("plan says what would be done to each environment, and ends with 3", async () => {
    const { code, stdout, stderr } = await autoland(["plan"], shop.environment);
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(stdout).not.toContain(escape);
    const head = (await shop.repository.head("develop")).slice(0, 8);
    expect(stdout).toContain(`develop  develop@${head}  apply\n`);
    expect(stdout).toContain(`production  release@${head}  apply, after staging\n`);
    expect(stdout).toContain("  ~ api: refresh functions of shop-develop-api, because ");
  });

  test("plan --json is one object that says its kind and version, and no more goes to stdout", async () => {
    const { code, stdout } = await autoland(["plan", "--json", "--environment", "staging"], shop.environment);
    expect(code).toBe(3);
    const plan: unknown = JSON.parse(stdout);
    expect(plan).toMatchObject({
      schemaVersion: 1,
      kind: "plan",
      application: "shop",
      environments: [{ environment: "staging", mode: "apply", revision: { branch: "release" } }],
    });
  });

  test("plan --format markdown folds the differences away", async () => {
    const { code, stdout } = await autoland(["plan", "--format", "markdown"], shop.environment);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^### shop\n/);
    expect(stdout).toContain("<details>");
  });

  test("status of one environment tells that alone, with how it runs", async () => {
    const { code, stdout } = await autoland(["status", "develop"], shop.environment);
    expect(code).toBe(3);
    expect(stdout).toContain("develop: not at develop@");
    expect(stdout).toContain("Healthy");
    expect(stdout).not.toContain("staging");
    expect(stdout).not.toContain(escape);
  });

  test("an environment that the configuration does not have is wrong usage, and those that it has are named", async () => {
    const { code, stdout, stderr } = await autoland(["plan", "--environment", "prod"], shop.environment);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("has no environment prod; it has develop, staging, production");
  });

  test("init drafts what Parameter Store records, with the accounts, and only looks", async () => {
    const { code, stdout, stderr } = await autoland(["init", "--application", "shop"], shop.environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("records in Parameter Store of account 111111111111");
    expect(stdout).toContain("      staging: # account 333333333333, eu-west-1\n        mode: look\n");
    expect(stdout).toContain("main: [develop, production, staging]");
  });

  test("init of an application that is not there says so, and of no workspace drafts nothing", async () => {
    const { code, stdout, stderr } = await autoland(["init", "--application", "books"], shop.environment);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Parameter Store has no application books in this account and region");
    expect(stderr).toContain("NoEnvironments");
  });

  test("keys that AWS does not know are a failure with the way out, and never shown", async () => {
    const environment = {
      ...shop.environment,
      AWS_ACCESS_KEY_ID: "AKIANOBODY",
      AWS_SECRET_ACCESS_KEY: "s3cr3t",
    };
    const { code, stdout, stderr } = await autoland(["plan"], environment);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain("Give Autoland credentials");
    expect(`${stdout}${stderr}`).not.toContain("s3cr3t");
  });
});

describe("syncing a shop that Autoland has taken over", () => {
  let shop: ServedShop;
  beforeAll(async () => {
    shop = await serveShop("taken-over");
  }, patience);
  afterAll(() => shop[Symbol.asyncDispose]());

  test(
    "0 with nothing to do, 0 after a commit was applied, 3 with something held, 1 when a stack failed",
    { timeout: patience },
    async () => {
      const { repository, environment, world } = shop;
      const calls = world.log.records.length;
      const idle = await autoland(["sync"], environment);
      expect({ code: idle.code, stderr: idle.stderr }).toEqual({ code: 0, stderr: "" });
      expect(idle.stdout).toContain("0 applied, 0 failed, 0 not done, 0 held, 15 in sync.");
      expect(writesSince(world, calls)).toEqual([]);

      const head = await repository.edit(
        "develop",
        batch,
        (text) => text.replace("retries: 2", "retries: 3"),
        "More",
      );
      const applied = await autoland(["sync", "--json"], environment);
      expect(applied.code).toBe(0);
      expect(JSON.parse(applied.stdout)).toMatchObject({
        kind: "report",
        outcomes: [
          {
            kind: "applied",
            step: { kind: "update-stack", environment: "develop", workload: "daily-batch" },
          },
        ],
      });
      expect(shop.stack("shop-develop-daily-batch").current?.body).toContain(head);

      await repository.edit("develop", batch, (text) => text.replace("cpu: 256", "cpu: a lot"), "Break it");
      const held = await autoland(["sync"], environment);
      expect(held.code).toBe(3);
      expect(held.stdout).toContain(`${batch}:13:6`);
      expect(held.stdout).not.toContain(escape);

      await repository.edit(
        "develop",
        batch,
        (text) => text.replace("cpu: a lot", "cpu: 256").replace("retries: 3", "retries: 4"),
        "Mend it",
      );
      failResources(world, {
        stackName: "shop-develop-daily-batch",
        verb: "update",
        during: "forward",
        reason: "no room",
      });
      const failed = await autoland(["sync"], environment);
      expect(failed.code).toBe(1);
      expect(failed.stdout).toContain("StackOperationFailed");
      expect(failed.stdout).toContain("no room");
      expect(failed.stdout).toContain("autoland retry develop/daily-batch");
    },
  );
});

const batch = "copilot/daily-batch/manifest.yml";
