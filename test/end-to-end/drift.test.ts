import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { autoland, type Ended } from "./autoland-process.ts";
import { type ServedShop, serveShop } from "./served-shop.ts";

/** `autoland drift` as a process of its own, against a simulated AWS over HTTP. */
let shop: ServedShop;
beforeAll(async () => {
  shop = await serveShop("taken-over");
}, 240_000);
afterAll(() => shop[Symbol.asyncDispose]());

const report = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal("drift"),
  application: z.string(),
  counts: z.object({ drifted: z.number(), inSync: z.number(), notChecked: z.number() }),
  targets: z.array(z.looseObject({ environment: z.string() })),
});

function drift(...words: readonly string[]): Promise<Ended> {
  return autoland(["drift", "develop", ...words], shop.environment);
}

/** Somebody sets the number of tasks by ECS's own API. */
async function setCount(desiredCount: number): Promise<void> {
  const stack = shop.stack("shop-develop-api");
  const service = [...stack.resources.values()].find(({ type }) => type === "AWS::ECS::Service");
  const [, cluster = "", name = ""] = (service?.physicalId.split(":")[5] ?? "").split("/");
  await shop.world.call({
    service: "ecs",
    action: "UpdateService",
    credentials: shop.world.issueCredentials(rootOf(stack.account)),
    region: stack.region,
    input: { cluster, service: name, desiredCount },
  });
}

test("exit code, streams and JSON: in sync is 0, drifted 3, ignored for a reason 0, expired 3 again; a name that nobody knows is 2, and a repository that cannot be read 1", async () => {
  const clean = await drift("--json");
  expect({ code: clean.code, stderr: clean.stderr }).toEqual({ code: 0, stderr: "" });
  expect(report.parse(JSON.parse(clean.stdout))).toMatchObject({
    application: "shop",
    counts: { drifted: 0 },
  });

  await setCount(5);
  const [drifted, text] = await Promise.all([drift("--json"), drift()]);
  expect(drifted.code).toBe(3);
  const found = report.parse(JSON.parse(drifted.stdout));
  expect(found.counts.drifted).toBe(1);
  expect(found.targets.every(({ environment }) => environment === "develop")).toBe(true);
  expect([text.code, text.stderr]).toEqual([3, ""]);
  expect(text.stdout).toMatch(
    /api: drifted\n +live +Service \(AWS::ECS::Service\) \/DesiredCount is 5, should be \d/,
  );

  const file = shop.environment["AUTOLAND_CONFIG"] ?? "";
  const config = await readFile(file, "utf8");
  const rule = (expires: string): string =>
    config.replace(
      "    branches:",
      `    drift:\n      ignore:\n        - { type: "AWS::ECS::Service", path: /DesiredCount, reason: a sale, expires: ${expires} }\n    branches:`,
    );
  await writeFile(file, rule("2027-06-01"));
  const ignored = await drift();
  expect(ignored.code).toBe(0);
  expect(ignored.stdout).toContain("until 2027-06-01, because a sale");
  await writeFile(file, rule("2026-01-01"));
  const expired = await drift();
  expect(expired.code).toBe(3);
  expect(expired.stdout).toContain("an ignore rule no longer holds since 2026-01-01: a sale");
  await writeFile(file, config);
  await setCount(1);

  const elsewhere = await autoland(["drift", "--application", "blog"], shop.environment);
  expect([elsewhere.code, elsewhere.stdout]).toEqual([2, ""]);
  expect(elsewhere.stderr).toContain("the configuration has no application blog; it has shop");
  await writeFile(file, config.replace(/url: .*/, "url: /nowhere/at/all"));
  const unread = await autoland(["drift", "--environment", "develop"], shop.environment);
  expect([unread.code, unread.stdout]).toEqual([1, ""]);
  expect(unread.stderr).toContain("/nowhere/at/all");
}, 240_000);
