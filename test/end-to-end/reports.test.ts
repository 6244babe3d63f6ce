import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { autoland, startAutoland, until } from "./autoland-process.ts";
import { serveShop } from "./served-shop.ts";

const hurry = fileURLToPath(new URL("hurry.mjs", import.meta.url));
const names = ["drift", "status"].flatMap((name) =>
  ["html", "json", "md", "txt"].map((form) => `${name}.${form}`),
);

test(
  "the loop writes reports when their minute comes, with what somebody changed by hand, and a status tells of it later",
  { timeout: 240_000 },
  async () => {
    await using shop = await serveShop("taken-over");
    const { environment, world } = shop;
    const config = environment["AUTOLAND_CONFIG"] ?? "";
    const folder = path.join(path.dirname(config), "reports");
    const before = await readFile(config, "utf8");
    await writeFile(config, `${before}reports: { schedule: "* * * * *", to: { folder: ${folder} } }\n`);
    const drift = async (): Promise<string | undefined> =>
      readFile(path.join(folder, "shop/drift.json"), "utf8").catch(() => undefined);

    const unknown = await autoland(["status", "develop"], environment);
    expect(unknown.stdout).toContain("  ? drift: not known: no report was written yet\n");

    const running = startAutoland(["run", "--port", "0"], {
      ...environment,
      NODE_OPTIONS: `--import ${hurry}`,
    });
    try {
      await until("reports of drift are written", drift);
      const { cluster, service } = serviceOf(shop.stack("shop-develop-api").resources.values());
      await world.call({
        service: "ecs",
        action: "UpdateService",
        credentials: world.issueCredentials(rootOf("222222222222")),
        region: "eu-west-1",
        input: { cluster, service, desiredCount: 3 },
      });
      await until("a report names it", async () => {
        const text = await drift();
        return text?.includes("/DesiredCount") === true ? true : undefined;
      });
      running.stop("SIGTERM");
      expect(await running.ended).toMatchObject({ code: 0, stdout: "" });
    } finally {
      running.stop("SIGKILL");
      await running.ended;
    }
    const dated = await readdir(path.join(folder, "shop/dated"));
    expect(dated.length).toBeGreaterThan(0);
    expect((await readdir(path.join(folder, "shop"))).toSorted()).toEqual(["dated", ...names].toSorted());
    expect(dated.every((name) => /^\d{4}-\d\d-\d\dT\d{4}Z$/.test(name))).toBe(true);

    const known = await autoland(["status", "develop", "--format", "json"], environment);
    const [{ drift: told }] = JSON.parse(known.stdout).environments;
    expect(told).toMatchObject({ kind: "known", seen: expect.stringMatching(/Z$/) });
    expect(told.targets).toContainEqual({ environment: "develop", workload: "api", verdict: "drifted" });
    const text = await autoland(["status", "develop"], environment);
    expect(text.stdout).toMatch(/^ {2}✗ drift: api.*as seen at 20\S+Z$/m);
  },
);

function serviceOf(resources: Iterable<{ readonly type: string; readonly physicalId: string }>) {
  const found = [...resources].find(({ type }) => type === "AWS::ECS::Service");
  const [, cluster = "", service = ""] = (found?.physicalId.split(":")[5] ?? "").split("/");
  return { cluster, service };
}
